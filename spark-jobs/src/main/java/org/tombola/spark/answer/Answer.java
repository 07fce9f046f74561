package org.tombola.spark.answer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.store.Store;
import org.tombola.trial.Science;

/**
 * The answer a sweep's tables give: a line per method and sparsity over seeds, what it says of the
 * gaps, what its words mean, then the trials that were not completed, and why.
 */
public final class Answer {
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

  private final List<Trial> trials;
  private final int others;
  private final List<Method> methods;
  private final Rates rates;
  private final @Nullable String attack;
  private final Suspects suspects;
  private final List<String> varying;
  private final Map<Map<String, String>, Method> dense = new HashMap<>();
  private final Map<Method, Comparison> comparisons = new LinkedHashMap<>();

  private Answer(List<Trial> all, Rates rates, @Nullable String attack, Suspects suspects) {
    this.trials = all.stream().filter(Trial::ours).toList();
    this.others = all.size() - trials.size();
    this.rates = rates;
    this.attack = attack;
    this.suspects = suspects;
    List<Method> every =
        Method.of(
            trials.stream()
                .filter(trial -> attack == null || !trial.instead().isEmpty())
                .filter(trial -> suspects == Suspects.KEPT || trial.suspicion().isEmpty())
                .toList());
    this.methods = rates == Rates.BEST ? Method.bestRates(every) : every;
    this.varying = Specs.varying(trials.stream().map(Trial::spec).toList());
    methods.stream()
        .filter(Method::dense)
        .forEach(method -> dense.putIfAbsent(beside(method), method));
    Comparison.all(this).forEach(each -> comparisons.put(each.method(), each));
  }

  /**
   * Reads the tables of a sweep, finished or not.
   *
   * @throws IllegalArgumentException if there is no trial, or the tables are not Tombola's
   */
  public static Answer of(Store tables, Rates rates) {
    return of(tables, rates, Suspects.LEFT_OUT);
  }

  /** What is read of {@code trials}. */
  public static List<String> columns() {
    return Trial.COLUMNS;
  }

  /** The same, with suspicious trials or without. */
  public static Answer of(Store tables, Rates rates, Suspects suspects) {
    return new Answer(Trial.all(tables), rates, null, suspects);
  }

  /**
   * The same by another attack than the first of each trial: trials that lack it are told apart.
   *
   * @param attack its name where that says which, or as sweep files write it
   * @throws IllegalArgumentException if there is no trial, no such attack, or more than one of the
   *     name
   */
  public static Answer by(String attack, Store tables, Rates rates, Suspects suspects) {
    List<Trial> all = Trial.all(tables);
    ByAttack other = ByAttack.of(tables, attack);
    return new Answer(
        all.stream().map(trial -> trial.by(other)).toList(), rates, other.attack(), suspects);
  }

  /** Of the trials at one choice of rates, under the first attack of each. */
  public static Answer of(List<Trial> all, Rates rates) {
    return new Answer(all, rates, null, Suspects.LEFT_OUT);
  }

  /** Every trial whose numbers mean what this build's do. */
  public List<Trial> trials() {
    return trials;
  }

  /** How many trials are left out because they are of another version of the science. */
  public int others() {
    return others;
  }

  /** The lines of the table, dense first. */
  public List<Method> methods() {
    return methods;
  }

  /** Which learning rates are shown. */
  Rates rates() {
    return rates;
  }

  /** What robust accuracies are under, as canonical JSON; null for the first of each trial. */
  @Nullable String attack() {
    return attack;
  }

  /** What the words and numbers of the table mean. */
  public List<String> legend() {
    return methods.isEmpty() ? List.of() : Legend.lines(this);
  }

  /** How each trial ended. */
  public List<String> outcomes() {
    return trials.stream().map(Trial::outcome).toList();
  }

  /** The report, ready for the terminal. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (methods.isEmpty()) {
      parts.add(nothing());
    } else {
      parts.add(GapTable.text(this));
      parts.add(Sentences.of(this).text());
      parts.add("");
      parts.addAll(Legend.lines(this));
      if (rates == Rates.BEST && extras().contains(Specs.RATE)) {
        parts.add("--all-rates shows every learning rate.");
      }
    }
    parts.addAll(foreign());
    parts.addAll(lacking());
    parts.addAll(emptied());
    parts.addAll(reasons(unfinished()));
    parts.addAll(reasons(suspected()));
    if (!suspected().isEmpty()) {
      parts.add("Suspicious trials are left out; --suspicious includes them.");
    }
    return String.join(System.lineSeparator(), parts);
  }

  /** The dense method to compare a method with: alike in all but the ticket. */
  public Optional<Method> dense(Method method) {
    return Optional.ofNullable(dense.get(beside(method)));
  }

  /** Every method beside the dense one it is compared with, in the table's order. */
  public List<Comparison> comparisons() {
    return List.copyOf(comparisons.values());
  }

  /** That of a method; null where it has no dense one to be compared with. */
  public @Nullable Comparison comparison(Method method) {
    return comparisons.get(method);
  }

  /** Processor time of training as a share of dense; NaN where nobody can tell. */
  public double time(Method method) {
    return dense(method).map(method::timeOver).orElse(Double.NaN);
  }

  private Map<String, String> beside(Method method) {
    Map<String, String> spec = Specs.withoutTicket(method.spec());
    return rates == Rates.BEST ? Specs.without(spec, Specs.RATE) : spec;
  }

  /** Settings with more than one value, beside what always has a column. */
  List<String> extras() {
    return varying.stream()
        .filter(path -> !path.equals(Specs.SEED) && !path.equals(Specs.SPARSITY))
        .toList();
  }

  /** Completed trials left out because their robust accuracies are suspicious, by what is so. */
  public List<Unfinished> suspected() {
    return byReason(this::leftOut, trial -> List.of("suspicious", trial.suspicion()));
  }

  /** Completed trials in which a layer lost every weight: nothing goes through such a layer. */
  public List<String> emptied() {
    return reasons(
        byReason(
            trial -> trial.completed() && !trial.emptyLayers().isEmpty(),
            trial -> List.of("completed with no weight left in", trial.emptyLayers())));
  }

  /** Completed trials without the attack. */
  private List<String> lacking() {
    List<Trial> lacking =
        trials.stream()
            .filter(trial -> trial.completed() && attack != null && trial.instead().isEmpty())
            .toList();
    return lacking.isEmpty()
        ? List.of()
        : List.of(
            lacking.size()
                + " not evaluated with this attack; tombola evaluate adds it:"
                + named(lacking));
  }

  private String named(List<Trial> trials) {
    return trials.stream()
        .map(trial -> System.lineSeparator() + "    " + trial.name(varying))
        .collect(Collectors.joining());
  }

  /** The answer in a sentence or two, then in a second line the numbers with their intervals. */
  public String answer() {
    return methods.isEmpty() ? nothing() : Sentences.of(this).paragraphs();
  }

  /** Why there is no line. */
  private String nothing() {
    if (!suspected().isEmpty()) {
      return allSuspicious(attack == null ? "" : "evaluated with this attack ", any -> true);
    }
    return attack == null
        ? "No trial was completed."
        : "No completed trial was evaluated with this attack.";
  }

  /**
   * Says that all completed trials of a kind are left out, and how to take them in.
   *
   * @param kind in words that end with a space, or nothing
   */
  String allSuspicious(String kind, Predicate<Trial> which) {
    long count = trials.stream().filter(this::leftOut).filter(which).count();
    return count == 1
        ? "The one completed trial %sis left out as suspicious; tombola gap --suspicious includes it."
            .formatted(kind)
        : "All %d completed trials %sare left out as suspicious; tombola gap --suspicious includes them."
            .formatted(count, kind);
  }

  /** Whether a trial is not in the table because its robust accuracies are suspicious. */
  boolean leftOut(Trial trial) {
    return suspects == Suspects.LEFT_OUT && trial.completed() && !trial.suspicion().isEmpty();
  }

  /** Which trials are of another science; empty where none is. */
  public List<String> foreign() {
    return others == 0
        ? List.of()
        : List.of(
            "Left out: %d that would have other numbers in science version %d; run the sweep again."
                .formatted(others, Science.VERSION));
  }

  /**
   * A completed trial of a shown line.
   *
   * @param method the line's ticket, and settings that vary, but for sparsity
   * @param name the same with sparsity
   * @param place of the line in the table, from 0
   */
  public record Named(Trial trial, String method, String name, int place) {}

  /** What readers call a method, whatever its sparsity. */
  public String nameWithoutSparsity(Method method) {
    return Sentences.name(this, method, false);
  }

  /** What readers call a method, with its sparsity. */
  public String name(Method method) {
    return Sentences.name(this, method, true);
  }

  /** The shown trials by what readers call them. */
  public List<Named> names() {
    List<Named> names = new ArrayList<>();
    for (int place = 0; place < methods.size(); place++) {
      Method method = methods.get(place);
      String ticket = nameWithoutSparsity(method);
      String name = name(method);
      for (Trial trial : method.trials()) {
        names.add(new Named(trial, ticket, name, place));
      }
    }
    return names;
  }

  /**
   * Trials that are not in the table for one reason.
   *
   * @param outcome failed, diverged or stopped; or suspicious
   * @param trials what readers call them
   */
  public record Unfinished(String outcome, String why, List<String> trials) {
    /** How many they are. */
    public int count() {
      return trials.size();
    }
  }

  /** The trials that were not completed, by reason. */
  public List<Unfinished> unfinished() {
    return byReason(
        trial -> !trial.completed(), trial -> List.of(trial.outcome(), trial.row().why()));
  }

  private List<Unfinished> byReason(Predicate<Trial> which, Function<Trial, List<String>> reason) {
    Map<List<String>, List<String>> reasons =
        trials.stream()
            .filter(which)
            .collect(
                Collectors.groupingBy(
                    reason,
                    LinkedHashMap::new,
                    Collectors.mapping(trial -> trial.name(varying), Collectors.toList())));
    return reasons.entrySet().stream()
        .map(
            entry -> new Unfinished(entry.getKey().get(0), entry.getKey().get(1), entry.getValue()))
        .toList();
  }

  private static List<String> reasons(List<Unfinished> unfinished) {
    return unfinished.stream()
        .map(
            reason ->
                reason.trials().size()
                    + " "
                    + reason.outcome()
                    + ": "
                    + reason.why()
                    + reason.trials().stream()
                        .map(trial -> System.lineSeparator() + "    " + trial)
                        .collect(Collectors.joining()))
        .toList();
  }
}
