package org.tombola.spark.gap;

import java.util.ArrayList;
import java.util.List;
import org.tombola.spark.table.Specs;

/** Says what the words and numbers of a report's table mean. */
final class Legend {
  private Legend() {}

  static List<String> lines(GapReport report, List<Comparison> comparisons) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Percent: mean over seeds, ± half its 95 % Student interval. SA: standard accuracy. RA:"
            + " robust accuracy under "
            + attack(report)
            + ".");
    lines.add(
        "best: at the epoch most robust on validation images. final: after the last epoch. robust"
            + " gap: train RA - test RA, both final.");
    lines.add(
        "gap minus dense: paired by seed; inconclusive where its interval covers 0. overfitting:"
            + " test RA, best - final.");
    if (comparisons.stream().anyMatch(Comparison::dropped)) {
      lines.add(
          "not by Holm: told from 0 alone, but not with its p-value corrected for all comparisons"
              + " (Holm 1979).");
    }
    if (comparisons.stream().anyMatch(Comparison::open)) {
      lines.add(
          "Seeds that would settle: in all, at the same mean and deviation; an estimate, mostly low."
              + " Run the number planned, and all of them.");
    }
    lines.add(
        "FLOPs, MACs: cost of training as a share of dense, by the paper's rule and truly counted.");
    if (GapTable.timed(report)) {
      lines.add(
          "time: processor time of training, with what came before, as a share of dense of the same"
              + " seed, engine and processor.");
    }
    if (report.rates() == GapReport.Rates.BEST && report.extras().contains(Specs.RATE)) {
      lines.add(
          "rate: per ticket and sparsity, of learning rates with the most seeds, the one most robust"
              + " on validation images (best epoch, mean over seeds).");
    }
    if (report.groups().stream().anyMatch(group -> group.seeds() == 1)) {
      lines.add("One seed has no interval.");
    }
    return lines;
  }

  private static String attack(GapReport report) {
    String asked = report.attack();
    if (asked != null) {
      return Specs.attack(asked);
    }
    return report.extras().contains(Specs.EVALUATE)
        ? "the first attack of its row"
        : report
            .groups()
            .get(0)
            .trials()
            .get(0)
            .row()
            .text("attack")
            .map(Specs::attack)
            .orElse("unknown");
  }
}
