package org.tombola.sweeps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tombola.attack.Attack;
import org.tombola.method.Binding;
import org.tombola.method.Bound;
import org.tombola.method.Canonical;
import org.tombola.method.Problem;
import org.tombola.method.Refused;

/** Attacks on trials that are trained already: each once, in order. */
public final class Attacks {
  private final List<Attack> attacks;
  private final Combinations combinations = new Combinations();

  private Attacks(List<Attack> attacks) {
    this.attacks = attacks.stream().distinct().toList();
  }

  /**
   * Reads attacks, each written as in a sweep file: {@code pgd}, or {@code pgd: {steps: 50}}.
   *
   * @throws IllegalArgumentException with everything that is wrong with them
   */
  public static Attacks read(List<String> written) {
    List<Attack> attacks = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String text : written) {
      String cannot = "Cannot attack with \"" + text + "\": ";
      if (text.isBlank()) {
        problems.add(cannot + "it names no attack");
        continue;
      }
      List<SweepProblem> unread = new ArrayList<>();
      Located value = new YamlReader(unread).read(text);
      unread.forEach(
          problem ->
              problems.add(
                  cannot
                      + new SweepProblem(
                          0, problem.path(), problem.value(), problem.message(), null)));
      if (value != null && unread.isEmpty()) {
        Bound<Attack> bound = Binding.bind(value.json(), Attack.class);
        bound.problems().forEach(problem -> problems.add(cannot + problem));
        Optional.ofNullable(bound.value()).ifPresent(attacks::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new Refused(String.join(System.lineSeparator(), problems));
    }
    return new Attacks(attacks);
  }

  /** Each as canonical JSON. */
  public List<String> json() {
    return attacks.stream().map(Canonical::json).toList();
  }

  /**
   * A trained trial under those of the attacks that are new to it; empty where none is.
   *
   * @param trial as its sweep asked for it
   * @param known attacks it has been evaluated with, as canonical JSON
   * @throws IllegalArgumentException with all reasons why they cannot be on it
   */
  public Optional<PlannedTrial> on(PlannedTrial trial, Set<String> known) {
    List<Attack> further =
        attacks.stream()
            .filter(attack -> !known.contains(Canonical.json(attack)))
            .filter(attack -> !trial.spec().evaluate().contains(attack))
            .toList();
    if (further.isEmpty()) {
      return Optional.empty();
    }
    PlannedTrial planned = trial.attackedBy(further);
    String problems =
        combinations.problems(planned.spec()).stream()
            .map(Problem::toString)
            .collect(Collectors.joining("; "));
    if (!problems.isEmpty()) {
      throw new Refused(problems);
    }
    return Optional.of(planned);
  }
}
