package org.tombola.spark.answer;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tombola.stats.Holm;
import org.tombola.stats.PairedDifference;
import org.tombola.sweeps.published.Measure;

/**
 * A method beside dense.
 *
 * @param dense it is compared with
 * @param gap difference of robust gaps; of no seed where an attack was not run on training images
 * @param robustness difference of test robust accuracies, final network
 * @param family the data and attack of the methods it is corrected with
 */
public record Comparison(
    Method method, Method dense, Tested gap, Tested robustness, List<String> family) {
  /** Of every method that has dense to compare with, in the table's order. */
  static List<Comparison> all(Answer answer) {
    List<Comparison> all = new ArrayList<>();
    for (Method method : answer.methods()) {
      if (!method.dense()) {
        answer
            .dense(method)
            .map(dense -> of(answer, method, dense))
            .filter(comparison -> comparison.robustness.known())
            .ifPresent(all::add);
      }
    }
    Map<Tested, Tested> corrected = new IdentityHashMap<>();
    all.stream()
        .collect(Collectors.groupingBy(Comparison::family))
        .values()
        .forEach(
            family -> {
              correct(family, Comparison::gap, corrected);
              correct(family, Comparison::robustness, corrected);
            });
    return all.stream()
        .map(
            each ->
                new Comparison(
                    each.method,
                    each.dense,
                    corrected.getOrDefault(each.gap, each.gap),
                    corrected.getOrDefault(each.robustness, each.robustness),
                    each.family))
        .toList();
  }

  private static Comparison of(Answer answer, Method method, Method dense) {
    List<String> family =
        List.of(
            method.first().text("data_settings"),
            Objects.requireNonNullElse(answer.attack(), method.first().text("attack")));
    return new Comparison(
        method,
        dense,
        alone(method.over(dense, Measure.ROBUST_GAP)),
        alone(method.over(dense, Measure.TEST_RA_FINAL)),
        family);
  }

  private static Tested alone(PairedDifference difference) {
    return new Tested(difference, Double.NaN);
  }

  /** Corrects the p-values of one difference for its family, where there are any. */
  private static void correct(
      List<Comparison> family, Function<Comparison, Tested> which, Map<Tested, Tested> into) {
    List<Tested> tested =
        family.stream().map(which).filter(each -> each.difference().pairs() > 1).toList();
    double[] holm =
        Holm.adjusted(tested.stream().mapToDouble(each -> each.difference().p()).toArray());
    for (int i = 0; i < holm.length; i++) {
      into.put(tested.get(i), new Tested(tested.get(i).difference(), holm[i]));
    }
  }
}
