package org.tombola.spark.gap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tombola.spark.table.Specs;
import org.tombola.spark.table.Store;

/**
 * The answer a sweep's tables give: a line per method and sparsity over seeds, what it says of the
 * gaps, what its words mean, then the trials that were not completed, and why.
 *
 * @param results every trial
 * @param groups shown, dense first
 * @param rates which learning rates are shown
 */
public record GapReport(List<Result> results, List<Group> groups, Rates rates) {
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
    List<Result> results = Result.all(tables);
    List<Group> groups = Group.of(results);
    return new GapReport(results, rates == Rates.BEST ? Group.bestRates(groups) : groups, rates);
  }

  /** What the words and numbers of the table mean. */
  public List<String> legend() {
    return groups.isEmpty()
        ? List.of()
        : Legend.lines(this).stream().filter(line -> !line.isEmpty()).toList();
  }

  /** How each trial ended. */
  public List<String> outcomes() {
    return results.stream().map(Result::outcome).toList();
  }

  /** The report, ready for the terminal. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (groups.isEmpty()) {
      parts.add("No trial was completed.");
    } else {
      parts.add(GapTable.text(this));
      parts.add(Answer.of(this).text());
      parts.addAll(Legend.lines(this));
    }
    parts.addAll(reasons());
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

  /** The answer in a paragraph: differences to dense with their intervals, and what they settle. */
  public String answer() {
    return groups.isEmpty() ? "No trial was completed." : Answer.of(this).paragraph(this);
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
   * Trials not completed for one reason.
   *
   * @param outcome failed, diverged or stopped
   * @param trials what readers call them
   */
  public record Unfinished(String outcome, String why, List<String> trials) {}

  /** The trials that were not completed, by reason. */
  public List<Unfinished> unfinished() {
    List<String> varying = varying();
    Map<List<String>, List<String>> reasons =
        results.stream()
            .filter(result -> !result.completed())
            .collect(
                Collectors.groupingBy(
                    result -> List.of(result.outcome(), result.why()),
                    LinkedHashMap::new,
                    Collectors.mapping(result -> result.name(varying), Collectors.toList())));
    return reasons.entrySet().stream()
        .map(
            entry -> new Unfinished(entry.getKey().get(0), entry.getKey().get(1), entry.getValue()))
        .toList();
  }

  private List<String> reasons() {
    return unfinished().stream()
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
