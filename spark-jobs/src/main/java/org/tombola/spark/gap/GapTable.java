package org.tombola.spark.gap;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.table.Specs;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedDifference;

/** Draws a report's table. */
final class GapTable {
  private GapTable() {}

  static String text(GapReport report, List<Comparison> comparisons) {
    Map<Group, Comparison> differences = new IdentityHashMap<>();
    comparisons.forEach(each -> differences.put(each.group(), each));
    List<ColumnData<Group>> columns = new ArrayList<>();
    columns.add(column("ticket", HorizontalAlign.LEFT, Group::ticket));
    columns.add(column("sparsity\nreached", HorizontalAlign.RIGHT, GapTable::sparsity));
    for (String path : report.extras()) {
      columns.add(
          column(
              header(path),
              HorizontalAlign.RIGHT,
              group -> Specs.shown(path, group.setting(path))));
    }
    columns.add(column("seeds", HorizontalAlign.RIGHT, group -> Integer.toString(group.seeds())));
    columns.add(measured("test SA\nbest", "best_test_standard_accuracy"));
    columns.add(measured("test SA\nfinal", "final_test_standard_accuracy"));
    columns.add(measured("test RA\nbest", "best_test_robust_accuracy"));
    columns.add(measured("test RA\nfinal", Comparison.ROBUSTNESS));
    columns.add(measured("train RA\nfinal", "final_train_robust_accuracy"));
    columns.add(measured("robust\ngap", Comparison.GAP));
    columns.add(
        column(
            "gap minus\ndense",
            HorizontalAlign.RIGHT,
            group -> group.dense() ? "" : difference(differences.get(group))));
    columns.add(measured("over-\nfitting", "robust_overfitting"));
    columns.add(column("FLOPs", HorizontalAlign.RIGHT, g -> ratio(g.mean("flops_paper_ratio"))));
    columns.add(column("MACs", HorizontalAlign.RIGHT, g -> ratio(g.mean("macs_ratio"))));
    if (timed(report)) {
      columns.add(column("time", HorizontalAlign.RIGHT, g -> ratio(time(report, g))));
    }
    return AsciiTable.getTable(report.groups(), columns);
  }

  private static ColumnData<Group> column(
      String header, HorizontalAlign align, Function<Group, String> cell) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(cell);
  }

  private static ColumnData<Group> measured(String header, String column) {
    return column(header, HorizontalAlign.RIGHT, group -> measure(group, column));
  }

  private static String header(String path) {
    return path.equals(Specs.RATE) ? "rate" : Specs.brief(path).replace(' ', '\n');
  }

  private static String sparsity(Group group) {
    String asked = group.setting(Specs.SPARSITY);
    return (asked.isEmpty() ? "0" : asked) + "\n" + Decimals.of(group.mean("sparsity_reached"), 4);
  }

  private static String difference(@Nullable Comparison comparison) {
    if (comparison == null) {
      return "no dense";
    }
    if (comparison.difference().pairs() == 0) {
      return "-";
    }
    return signed(comparison.difference())
        + (comparison.open() ? "\ninconclusive" : comparison.dropped() ? "\nnot by Holm" : "");
  }

  /** A mean with half its interval, as "7.2 ±1.3". */
  static String points(Group group, String column) {
    return measure(group, column).replace('\n', ' ');
  }

  private static String measure(Group group, String column) {
    return percent(group.mean(column)) + half(group.interval(column));
  }

  /** A difference with half its interval, as "-2.2 ±0.9". */
  static String signed(PairedDifference difference) {
    return Decimals.signed(100 * difference.mean(), 1)
        + half(difference.interval()).replace('\n', ' ');
  }

  private static String percent(double fraction) {
    return Double.isNaN(fraction) ? "-" : Decimals.of(100 * fraction, 1);
  }

  private static String half(Interval interval) {
    return interval.known() ? "\n±" + percent((interval.high() - interval.low()) / 2) : "";
  }

  /** Whether any line's processor time can be laid beside dense. */
  static boolean timed(GapReport report) {
    return report.groups().stream().anyMatch(group -> !Double.isNaN(time(report, group)));
  }

  private static double time(GapReport report, Group group) {
    return report.dense(group).map(group::timeOver).orElse(Double.NaN);
  }

  private static String ratio(double mean) {
    return Double.isNaN(mean) ? "-" : Decimals.of(mean, 3);
  }
}
