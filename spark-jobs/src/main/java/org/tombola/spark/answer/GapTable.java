package org.tombola.spark.answer;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.schema.Specs;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedDifference;
import org.tombola.sweeps.published.Measure;

/** Draws a report's table. */
final class GapTable {
  private GapTable() {}

  static String text(Answer report) {
    List<ColumnData<Method>> columns = new ArrayList<>();
    columns.add(column("ticket", HorizontalAlign.LEFT, Method::ticket));
    columns.add(column("sparsity\nreached", HorizontalAlign.RIGHT, GapTable::sparsity));
    for (String path : report.extras()) {
      columns.add(
          column(
              header(path),
              HorizontalAlign.RIGHT,
              method -> Specs.shown(path, method.setting(path))));
    }
    columns.add(column("seeds", HorizontalAlign.RIGHT, method -> Integer.toString(method.seeds())));
    for (Measure measure : Measure.TABLE) {
      if (measure == Measure.OVERFITTING) {
        columns.add(
            column(
                "gap minus\ndense",
                HorizontalAlign.RIGHT,
                method -> method.dense() ? "" : difference(report.comparison(method))));
      }
      columns.add(
          column(measure.heading(), HorizontalAlign.RIGHT, method -> number(method, measure)));
    }
    columns.add(column("FLOPs", HorizontalAlign.RIGHT, g -> ratio(g.mean("flops_paper_ratio"))));
    columns.add(column("MACs", HorizontalAlign.RIGHT, g -> ratio(g.mean("macs_ratio"))));
    if (timed(report)) {
      columns.add(column("time", HorizontalAlign.RIGHT, g -> ratio(report.time(g))));
    }
    return AsciiTable.getTable(report.methods(), columns);
  }

  private static ColumnData<Method> column(
      String header, HorizontalAlign align, Function<Method, String> cell) {
    return new Column().header(header).headerAlign(align).dataAlign(align).with(cell);
  }

  private static String header(String path) {
    return path.equals(Specs.RATE) ? "rate" : Specs.brief(path).replace(' ', '\n');
  }

  private static String sparsity(Method method) {
    String asked = method.setting(Specs.SPARSITY);
    return (asked.isEmpty() ? "0" : asked) + "\n" + Decimals.of(method.mean("sparsity_reached"), 4);
  }

  private static String difference(@Nullable Comparison comparison) {
    if (comparison == null) {
      return "no dense";
    }
    Tested gap = comparison.gap();
    if (!gap.known()) {
      return "-";
    }
    return signed(gap.difference()) + (gap.mark().isEmpty() ? "" : "\n" + gap.mark());
  }

  /** A mean with half its interval, as "7.2 ±1.3". */
  static String points(Method method, Measure measure) {
    return number(method, measure).replace('\n', ' ');
  }

  private static String number(Method method, Measure measure) {
    return percent(method.mean(measure)) + half(method.interval(measure));
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
    return interval.known() ? "\n" + Decimals.half(interval, 100, 1) : "";
  }

  /** Whether any line's processor time can be laid beside dense. */
  static boolean timed(Answer report) {
    return report.methods().stream().anyMatch(method -> !Double.isNaN(report.time(method)));
  }

  private static String ratio(double mean) {
    return Double.isNaN(mean) ? "-" : Decimals.of(mean, 3);
  }
}
