package org.tombola.spark.gap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.table.Row;
import org.tombola.spark.table.Specs;
import org.tombola.spark.table.Store;
import org.tombola.trial.Science;

/**
 * The answer a sweep's tables give: a line per method and sparsity over seeds, what it says of the
 * gaps, what its words mean, then the trials that were not completed, and why.
 *
 * @param results every trial whose numbers mean what this build's do
 * @param others trials of another version of the science, left out
 * @param groups shown, dense first
 * @param rates which learning rates are shown
 * @param attack robust accuracies are under, as canonical JSON; null for the first of each trial
 * @param suspects whether trials with suspicious evaluations are among the groups
 */
public record GapReport(
    List<Result> results,
    int others,
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

  /**
   * The same at best rates, of rows of {@code trials} that were read.
   *
   * @param rows with all {@link #columns}
   */
  public static GapReport of(Store tables, List<Row> rows) {
    return of(Result.all(tables, rows), Rates.BEST, null, Suspects.LEFT_OUT);
  }

  /** What is read of {@code trials}. */
  public static List<String> columns() {
    return Result.COLUMNS;
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
      List<Result> all, Rates rates, @Nullable String attack, Suspects suspects) {
    List<Result> results = all.stream().filter(Result::ours).toList();
    List<Group> groups =
        Group.of(
            results.stream()
                .filter(result -> attack == null || !result.instead().isEmpty())
                .filter(result -> suspects == Suspects.KEPT || result.suspicion().isEmpty())
                .toList());
    return new GapReport(
        results,
        all.size() - results.size(),
        rates == Rates.BEST ? Group.bestRates(groups) : groups,
        rates,
        attack,
        suspects);
  }

  /** What the words and numbers of the table mean. */
  public List<String> legend() {
    return groups.isEmpty() ? List.of() : Legend.lines(this, Comparison.all(this));
  }

  /** How each trial ended. */
  public List<String> outcomes() {
    return results.stream().map(Result::outcome).toList();
  }

  /** The report, ready for the terminal. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (groups.isEmpty()) {
      parts.add(nothing());
    } else {
      Answer answer = Answer.of(this);
      parts.add(GapTable.text(this, answer.comparisons()));
      parts.add(answer.text());
      parts.add("");
      parts.addAll(Legend.lines(this, answer.comparisons()));
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
      parts.add("Suspicious trials are left out; --suspicious takes them in.");
    }
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

  /** Completed trials left out because their robust accuracies are suspicious, by what is so. */
  public List<Unfinished> suspected() {
    return byReason(this::leftOut, result -> List.of("suspicious", result.suspicion()));
  }

  /** Completed trials in which a layer lost every weight: nothing goes through such a layer. */
  public List<String> emptied() {
    return reasons(
        byReason(
            result -> result.completed() && !result.emptyLayers().isEmpty(),
            result -> List.of("completed with no weight left in", result.emptyLayers())));
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

  /** The answer in a paragraph: differences to dense with their intervals, and what they settle. */
  public String answer() {
    return groups.isEmpty() ? nothing() : Answer.of(this).paragraph();
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
  String allSuspicious(String kind, Predicate<Result> which) {
    long count = results.stream().filter(this::leftOut).filter(which).count();
    return count == 1
        ? "The one completed trial %sis left out as suspicious; tombola gap --suspicious takes it in."
            .formatted(kind)
        : "All %d completed trials %sare left out as suspicious; tombola gap --suspicious takes them in."
            .formatted(count, kind);
  }

  /** Whether a trial is not in the table because its robust accuracies are suspicious. */
  boolean leftOut(Result result) {
    return suspects == Suspects.LEFT_OUT && result.completed() && !result.suspicion().isEmpty();
  }

  /** Which trials are of another science; empty where none is. */
  public List<String> foreign() {
    return others == 0
        ? List.of()
        : List.of(
            "Left out: %d whose numbers are others in version %d of the science; run the sweep again."
                .formatted(others, Science.VERSION));
  }

  /**
   * A completed trial of a shown line.
   *
   * @param trial its id
   * @param method the line's ticket, and settings that vary, but for sparsity
   * @param name the same with sparsity
   * @param place of the line in the table, from 0
   */
  public record Named(String trial, String method, String name, int place) {}

  /** The shown trials by what readers call them. */
  public List<Named> names() {
    List<String> extras = extras();
    List<Named> names = new ArrayList<>();
    for (int place = 0; place < groups.size(); place++) {
      Group group = groups.get(place);
      String method = Answer.name(rates, extras, group, "");
      String name = Answer.name(rates, extras, group, group.setting(Specs.SPARSITY));
      for (Result trial : group.trials()) {
        names.add(new Named(trial.id(), method, name, place));
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
  public record Unfinished(String outcome, String why, List<String> trials) {}

  /** The trials that were not completed, by reason. */
  public List<Unfinished> unfinished() {
    return byReason(
        result -> !result.completed(), result -> List.of(result.outcome(), result.row().why()));
  }

  private List<Unfinished> byReason(
      Predicate<Result> which, Function<Result, List<String>> reason) {
    List<String> varying = varying();
    Map<List<String>, List<String>> reasons =
        results.stream()
            .filter(which)
            .collect(
                Collectors.groupingBy(
                    reason,
                    LinkedHashMap::new,
                    Collectors.mapping(result -> result.name(varying), Collectors.toList())));
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
