package org.tombola.spark.gap;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedDifference;

/** Draws a report's table. */
final class GapTable {
  private GapTable() {}

  static String text(GapReport report) {
    List<ColumnData<Group>> columns = new ArrayList<>();
    columns.add(column("ticket", HorizontalAlign.LEFT, Group::ticket));
    columns.add(column("sparsity\nreached", HorizontalAlign.RIGHT, GapTable::sparsity));
    for (String path : report.extras()) {
      columns.add(column(header(path), HorizontalAlign.RIGHT, group -> group.setting(path)));
    }
    columns.add(column("n", HorizontalAlign.RIGHT, group -> Integer.toString(group.seeds())));
    columns.add(measured("SA\nbest", "best_test_standard_accuracy"));
    columns.add(measured("SA\nfinal", "final_test_standard_accuracy"));
    columns.add(measured("RA\nbest", "best_test_robust_accuracy"));
    columns.add(measured("RA\nfinal", "final_test_robust_accuracy"));
    columns.add(measured("RA\ntrain", "final_train_robust_accuracy"));
    columns.add(measured("gap", "robust_gap_final"));
    columns.add(measured("overfit", "robust_overfitting"));
    columns.add(column("gap - dense", HorizontalAlign.RIGHT, group -> difference(report, group)));
    columns.add(column("FLOPs\npaper", HorizontalAlign.RIGHT, g -> ratio(g, "flops_paper_ratio")));
    columns.add(column("true\nMACs", HorizontalAlign.RIGHT, g -> ratio(g, "macs_ratio")));
    return AsciiTable.getTable(report.groups(), columns);
  }

  private static ColumnData<Group> column(
      String header, HorizontalAlign align, Function<Group, String> cell) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(cell);
  }

  private static ColumnData<Group> measured(String header, String column) {
    return column(
        header,
        HorizontalAlign.RIGHT,
        group -> percent(group.mean(column)) + half(group.interval(column)));
  }

  private static String header(String path) {
    return path.equals(Specs.RATE) ? "learning\nrate" : Specs.brief(path).replace('-', '\n');
  }

  private static String sparsity(Group group) {
    String asked = group.setting(Specs.SPARSITY);
    return (asked.isEmpty() ? "0" : asked)
        + "\n"
        + String.format(Locale.ROOT, "%.4f", group.mean("sparsity_reached"));
  }

  private static String difference(GapReport report, Group group) {
    if (group.dense()) {
      return "";
    }
    return report
        .dense(group)
        .map(group::gapOver)
        .filter(difference -> difference.pairs() > 0)
        .map(GapTable::words)
        .orElse("no dense");
  }

  private static String words(PairedDifference difference) {
    String mean = String.format(Locale.ROOT, "%+.1f", 100 * difference.mean());
    if (!difference.interval().known()) {
      return mean;
    }
    return mean
        + half(difference.interval()).replace('\n', ' ')
        + (difference.inconclusive() ? "\ninconclusive" : "");
  }

  private static String percent(double fraction) {
    return Double.isNaN(fraction) ? "-" : String.format(Locale.ROOT, "%.1f", 100 * fraction);
  }

  private static String half(Interval interval) {
    return interval.known() ? "\n±" + percent((interval.high() - interval.low()) / 2) : "";
  }

  private static String ratio(Group group, String column) {
    double mean = group.mean(column);
    return Double.isNaN(mean) ? "-" : String.format(Locale.ROOT, "%.3f", mean);
  }
}
