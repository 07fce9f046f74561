package org.tombola.spark.gap;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tombola.spark.table.Tables;
import org.tombola.stats.Holm;
import org.tombola.stats.PairedDifference;
import org.tombola.stats.SeedsToSettle;

/**
 * A line beside dense.
 *
 * @param difference of robust gaps, on the seeds both have; none where an attack was not run on
 *     training images
 * @param robustness difference of test robust accuracies, final network, on the seeds both have
 * @param family the data and attack of the lines it is one of many among
 * @param holm p-value of the gap's difference corrected for its family; NaN where one seed gives
 *     none
 * @param robustnessHolm the same of the difference of accuracies
 */
record Comparison(
    Group group,
    PairedDifference difference,
    PairedDifference robustness,
    List<String> family,
    double holm,
    double robustnessHolm) {
  static final String GAP = "robust_gap_final";
  static final String ROBUSTNESS = "final_test_robust_accuracy";

  /** Of every line that has dense to compare with, in the table's order. */
  static List<Comparison> all(GapReport report) {
    List<Comparison> all =
        report.groups().stream()
            .filter(group -> !group.dense())
            .flatMap(
                group ->
                    report
                        .dense(group)
                        .map(dense -> of(report, group, dense))
                        .filter(comparison -> comparison.robustness().pairs() > 0)
                        .stream())
            .toList();
    Map<Comparison, Double> gaps = corrected(all, Comparison::difference);
    Map<Comparison, Double> accuracies = corrected(all, Comparison::robustness);
    return all.stream()
        .map(
            each ->
                new Comparison(
                    each.group,
                    each.difference,
                    each.robustness,
                    each.family,
                    gaps.getOrDefault(each, Double.NaN),
                    accuracies.getOrDefault(each, Double.NaN)))
        .toList();
  }

  private static Comparison of(GapReport report, Group group, Group dense) {
    return new Comparison(
        group,
        group.over(dense, GAP),
        group.over(dense, ROBUSTNESS),
        family(report, group),
        Double.NaN,
        Double.NaN);
  }

  /** The p-values of one difference, corrected family by family, where there are any. */
  private static Map<Comparison, Double> corrected(
      List<Comparison> all, Function<Comparison, PairedDifference> which) {
    Map<Comparison, Double> corrected = new IdentityHashMap<>();
    all.stream()
        .filter(each -> which.apply(each).pairs() > 1)
        .collect(Collectors.groupingBy(Comparison::family))
        .values()
        .forEach(
            family -> {
              double[] holm =
                  Holm.adjusted(family.stream().mapToDouble(c -> which.apply(c).p()).toArray());
              for (int i = 0; i < holm.length; i++) {
                corrected.put(family.get(i), holm[i]);
              }
            });
    return corrected;
  }

  private static List<String> family(GapReport report, Group group) {
    Result any = group.trials().get(0);
    return List.of(
        any.row().text("data_settings").orElse(""),
        Objects.requireNonNullElse(report.attack(), any.row().text("attack").orElse("")));
  }

  /** Whether the gap's own interval tells it from 0, and the correction for its family does not. */
  boolean dropped() {
    return dropped(difference, holm);
  }

  static boolean dropped(PairedDifference difference, double holm) {
    return !difference.inconclusive() && holm >= 1 - Tables.CONFIDENCE;
  }

  /** Whether seeds more could settle it. */
  boolean open() {
    return difference.pairs() > 1 && difference.inconclusive();
  }

  /** How many seeds in all would settle an open one. */
  String seeds() {
    return SeedsToSettle.of(difference, Tables.MOST_SEEDS).words();
  }
}
