package org.tombola.spark.answer;

import java.util.ArrayList;
import java.util.List;
import org.tombola.spark.schema.Specs;

/** Says what the words and numbers of a report's table mean. */
final class Legend {
  private Legend() {}

  static List<String> lines(Answer report) {
    List<Comparison> comparisons = report.comparisons();
    List<String> lines = new ArrayList<>();
    lines.add(
        "Percent: mean over seeds, ± half its 95 % Student interval. SA: standard accuracy. RA:"
            + " robust accuracy under "
            + attack(report)
            + ".");
    lines.add(
        "best: the epoch that is most robust on validation images. final: the last epoch. robust gap:"
            + " train RA - test RA, final.");
    lines.add(
        "gap minus dense: paired by seed; inconclusive where the interval covers 0. overfitting: test"
            + " RA, best - final.");
    if (comparisons.stream().anyMatch(each -> each.gap().dropped())) {
      lines.add(
          "n.s. after Holm: the interval excludes 0, but the p-value corrected for all comparisons"
              + " (Holm 1979) is not below 0.05.");
    }
    if (comparisons.stream().anyMatch(each -> each.gap().open())) {
      lines.add(
          "Estimated seeds needed: in total, if mean and deviation stay the same; often too low."
              + " Decide on the number of seeds first, and run them all.");
    }
    lines.add(
        "FLOPs, MACs: cost of training as a share of dense; the paper's FLOP formula, actual MACs.");
    if (GapTable.timed(report)) {
      lines.add(
          "time: processor time of training and of what came before, as a share of the dense trial of"
              + " the same seed, engine and processor.");
    }
    if (report.rates() == Answer.Rates.BEST && report.extras().contains(Specs.RATE)) {
      lines.add(
          "rate: for each ticket and sparsity, of the learning rates with the most seeds, the one that"
              + " is most robust on validation images (best epoch, mean over seeds).");
    }
    if (report.methods().stream().anyMatch(method -> method.seeds() == 1)) {
      lines.add("One seed has no interval.");
    }
    return lines;
  }

  private static String attack(Answer report) {
    String asked = report.attack();
    if (asked != null) {
      return Specs.attack(asked);
    }
    return report.extras().contains(Specs.EVALUATE)
        ? "the first attack of its row"
        : report.methods().get(0).first().row().text("attack").map(Specs::attack).orElse("unknown");
  }
}
