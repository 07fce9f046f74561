package org.tombola.spark.gap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.table.Specs;
import org.tombola.spark.table.Store;

/**
 * The answer a sweep's tables give: a line per method and sparsity over seeds, what it says of the
 * gaps, what its words mean, then the trials that were not completed, and why.
 *
 * @param results every trial
 * @param groups shown, dense first
 * @param rates which learning rates are shown
 * @param attack robust accuracies are under, as canonical JSON; null for the first of each trial
 * @param suspects whether trials with suspicious evaluations are among the groups
 */
public record GapReport(
    List<Result> results,
    List<Group> groups,
    Rates rates,
    @Nullable String attack,
    Suspects suspects) {
  /** What becomes of trials whose robust accuracies are suspicious. */
  public enum Suspects {
    /** They are told apart. */
    LEFT_OUT,
    /** They count as all others. */
    KEPT
  }

  /** Which learning rates are shown. */
  public enum Rates {
    /** The best of each method and sparsity, by robust accuracy on validation images. */
    BEST,
    /** Every one. */
    ALL
  }

  /** Keeps its own copies. */
  public GapReport {
    results = List.copyOf(results);
    groups = List.copyOf(groups);
  }

  /**
   * Reads the tables of a sweep, finished or not.
   *
   * @throws IllegalArgumentException if there is no trial, or the tables are not Tombola's
   */
  public static GapReport of(Store tables, Rates rates) {
    return of(tables, rates, Suspects.LEFT_OUT);
  }

  /** The same, with suspicious trials or without. */
  public static GapReport of(Store tables, Rates rates, Suspects suspects) {
    return of(Result.all(tables), rates, null, suspects);
  }

  /**
   * The same by another attack than the first of each trial: trials that lack it are told apart.
   *
   * @param attack its name where that says which, or as sweep files write it
   * @throws IllegalArgumentException if there is no trial, no such attack, or more than one of the
   *     name
   */
  public static GapReport by(String attack, Store tables, Rates rates, Suspects suspects) {
    List<Result> all = Result.all(tables);
    ByAttack other = ByAttack.of(tables, attack);
    return of(
        all.stream().map(result -> result.by(other)).toList(), rates, other.attack(), suspects);
  }

  private static GapReport of(
      List<Result> results, Rates rates, @Nullable String attack, Suspects suspects) {
    List<Group> groups =
        Group.of(
            results.stream()
                .filter(result -> attack == null || !result.instead().isEmpty())
                .filter(result -> suspects == Suspects.KEPT || result.suspicion().isEmpty())
                .toList());
    return new GapReport(
        results, rates == Rates.BEST ? Group.bestRates(groups) : groups, rates, attack, suspects);
  }

  /** The report, ready for the terminal. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (groups.isEmpty()) {
      parts.add(
          attack == null ? "No trial was completed." : "No completed trial was evaluated with it.");
    } else {
      parts.add(GapTable.text(this));
      parts.add(Answer.of(this).text());
      parts.addAll(Legend.lines(this));
    }
    parts.addAll(lacking());
    parts.addAll(suspicious());
    parts.addAll(unfinished());
    return String.join(System.lineSeparator(), parts);
  }

  /** The dense group to compare a group with: alike in all but the ticket. */
  Optional<Group> dense(Group group) {
    return groups.stream()
        .filter(Group::dense)
        .filter(dense -> Objects.equals(beside(dense), beside(group)))
        .findFirst();
  }

  private Map<String, String> beside(Group group) {
    Map<String, String> spec = Specs.withoutTicket(group.spec());
    return rates == Rates.BEST ? Specs.without(spec, Specs.RATE) : spec;
  }

  /** Settings with more than one value, beside what always has a column. */
  List<String> extras() {
    return varying().stream()
        .filter(path -> !path.equals(Specs.SEED) && !path.equals(Specs.SPARSITY))
        .toList();
  }

  private List<String> varying() {
    return Specs.varying(results.stream().map(Result::spec).toList());
  }

  /** Completed trials whose robust accuracies are suspicious. */
  private List<String> suspicious() {
    List<Result> suspicious =
        results.stream()
            .filter(result -> result.completed() && !result.suspicion().isEmpty())
            .toList();
    return suspicious.isEmpty()
        ? List.of()
        : List.of(
            suspicious.size()
                + (suspects == Suspects.KEPT
                    ? " suspicious:"
                    : " suspicious and left out, which --suspicious takes in:")
                + suspicious.stream()
                    .map(
                        trial ->
                            System.lineSeparator()
                                + "    "
                                + trial.name(varying())
                                + ": "
                                + trial.suspicion())
                    .collect(Collectors.joining()));
  }

  /** Completed trials without the attack. */
  private List<String> lacking() {
    List<Result> lacking =
        results.stream()
            .filter(result -> result.completed() && attack != null && result.instead().isEmpty())
            .toList();
    return lacking.isEmpty()
        ? List.of()
        : List.of(
            lacking.size()
                + " not evaluated with this attack, which tombola evaluate does:"
                + named(lacking));
  }

  private String named(List<Result> trials) {
    return trials.stream()
        .map(trial -> System.lineSeparator() + "    " + trial.name(varying()))
        .collect(Collectors.joining());
  }

  private List<String> unfinished() {
    Map<String, List<Result>> reasons =
        results.stream()
            .filter(result -> !result.completed())
            .collect(
                Collectors.groupingBy(
                    result -> result.outcome() + ": " + result.why(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return reasons.entrySet().stream()
        .map(reason -> reason.getValue().size() + " " + reason.getKey() + named(reason.getValue()))
        .toList();
  }
}
