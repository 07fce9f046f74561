package org.tombola.spark.gap;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tombola.spark.table.Specs;
import org.tombola.spark.table.Tables;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedDifference;

/**
 * Completed trials that differ in their seed only.
 *
 * @param spec what they share
 * @param trials by seed
 */
record Group(Map<String, String> spec, List<Result> trials) {
  static final String CHOSEN_ON = "best_validation_robust_accuracy";

  static List<Group> of(List<Result> results) {
    Map<Map<String, String>, List<Result>> groups =
        results.stream()
            .filter(Result::completed)
            .sorted(Comparator.comparingLong(Result::seed))
            .collect(
                Collectors.groupingBy(
                    result -> Specs.without(result.spec(), Specs.SEED),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return groups.entrySet().stream()
        .map(entry -> new Group(entry.getKey(), entry.getValue()))
        .sorted(order())
        .toList();
  }

  private static Comparator<Group> order() {
    // dense first: the others are compared with it
    return Comparator.<Group, Boolean>comparing(group -> !group.dense())
        .thenComparing(Group::ticket)
        .thenComparingDouble(group -> number(group.setting(Specs.SPARSITY)))
        .thenComparingDouble(group -> number(group.setting(Specs.RATE)))
        .thenComparing(group -> group.spec().toString());
  }

  /**
   * Of groups that differ in their learning rate only, the one most robust on validation images,
   * among those with the most seeds completed; the smaller rate of equals.
   */
  static List<Group> bestRates(List<Group> groups) {
    Comparator<Group> better =
        Comparator.<Group>comparingInt(Group::seeds).thenComparingDouble(g -> g.mean(CHOSEN_ON));
    Collection<Group> best =
        groups.stream()
            .collect(
                Collectors.toMap(
                    group -> Specs.without(group.spec(), Specs.RATE),
                    group -> group,
                    (one, other) -> better.compare(other, one) > 0 ? other : one,
                    LinkedHashMap::new))
            .values();
    return List.copyOf(best);
  }

  boolean dense() {
    return ticket().equals("dense");
  }

  String ticket() {
    return setting(Specs.TICKET);
  }

  /** A setting they share; empty where they have none. */
  String setting(String path) {
    return spec.getOrDefault(path, "");
  }

  int seeds() {
    return trials.size();
  }

  private double[] values(String column) {
    return trials.stream().mapToDouble(trial -> trial.number(column)).toArray();
  }

  /** The mean over seeds; NaN where a trial lacks the number. */
  double mean(String column) {
    return known(column) ? Interval.mean(values(column)) : Double.NaN;
  }

  Interval interval(String column) {
    return known(column) ? Interval.student(values(column), Tables.CONFIDENCE) : Interval.UNKNOWN;
  }

  private boolean known(String column) {
    // a network without convolutions costs nothing by the paper's rule: its ratio is no number
    return Arrays.stream(values(column)).allMatch(Double::isFinite);
  }

  /**
   * Processor time of training as a share of another group's, the mean over the seeds that both ran
   * by one engine on one processor; NaN where there is none.
   */
  double timeOver(Group other) {
    double[] shares =
        trials.stream()
            .flatMap(
                trial ->
                    other.trials.stream()
                        .filter(theirs -> theirs.seed() == trial.seed() && theirs.comparable(trial))
                        .map(theirs -> trial.cpuSeconds() / theirs.cpuSeconds()))
            .filter(Double::isFinite)
            .mapToDouble(Double::doubleValue)
            .toArray();
    return shares.length == 0 ? Double.NaN : Interval.mean(shares);
  }

  /** How much higher a number is than another group's, on the seeds of which both have it. */
  PairedDifference over(Group other, String column) {
    Map<Long, Double> own = bySeed(column);
    Map<Long, Double> theirs = other.bySeed(column);
    own.keySet().retainAll(theirs.keySet());
    theirs.keySet().retainAll(own.keySet());
    return PairedDifference.of(numbers(own), numbers(theirs), Tables.CONFIDENCE);
  }

  /** The number of each seed that has one, by seed. */
  private TreeMap<Long, Double> bySeed(String column) {
    TreeMap<Long, Double> numbers = new TreeMap<>();
    trials.stream()
        .filter(trial -> Double.isFinite(trial.number(column)))
        .forEach(trial -> numbers.put(trial.seed(), trial.number(column)));
    return numbers;
  }

  private static double[] numbers(Map<Long, Double> bySeed) {
    return bySeed.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double number(String text) {
    try {
      return text.isEmpty() ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
