package org.tombola.spark.doctor;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.tombola.trial.SelfCheck;

/** Draws what was found as a table. */
final class Chart {
  private Chart() {}

  static String of(List<Findings> findings) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        findings,
        List.of(
            column("executor", HorizontalAlign.LEFT, Findings::executor),
            column("host", HorizontalAlign.LEFT, Findings::host),
            column("GPU", HorizontalAlign.LEFT, Chart::gpu),
            column("driver", HorizontalAlign.LEFT, Chart::driver),
            column("code", HorizontalAlign.LEFT, Findings::backend),
            column("engine", HorizontalAlign.LEFT, it -> checked(it, SelfCheck::engine)),
            column("threads", HorizontalAlign.RIGHT, it -> checked(it, c -> "" + c.threads())),
            column("heap\nGiB", HorizontalAlign.RIGHT, it -> gibibytes(it.heap())),
            column(
                "process\nGiB",
                HorizontalAlign.RIGHT,
                it -> checked(it, c -> gibibytes(c.residentBytes()))),
            column("container\nGiB", HorizontalAlign.RIGHT, it -> gibibytes(it.container())),
            column("disk\nGiB", HorizontalAlign.RIGHT, it -> gibibytes(it.free())),
            column(
                "gradient\nerror",
                HorizontalAlign.RIGHT,
                it -> checked(it, c -> String.format(Locale.ROOT, "%.4f", c.gradientError()))),
            column("repeats", HorizontalAlign.LEFT, it -> checked(it, c -> yes(c.repeats()))),
            column("native code in", HorizontalAlign.LEFT, Findings::natives),
            column("fit", HorizontalAlign.LEFT, it -> yes(it.problems().isEmpty()))));
  }

  private static ColumnData<Findings> column(
      String header, HorizontalAlign align, Function<Findings, String> cell) {
    return new Column().header(header).headerAlign(align).dataAlign(align).maxWidth(60).with(cell);
  }

  private static String gpu(Findings found) {
    String address = found.gpu() == null ? "" : found.gpu();
    Device device = found.device();
    return device == null
        ? address.isEmpty() ? "none" : address + " (unknown)"
        : (address + " " + device.name() + " (" + device.capability() + ")").strip();
  }

  private static String driver(Findings found) {
    Device device = found.device();
    return device == null ? "none" : device.driver();
  }

  private static String checked(Findings found, Function<SelfCheck, String> cell) {
    SelfCheck check = found.check();
    return check == null ? "?" : cell.apply(check);
  }

  private static String yes(boolean it) {
    return it ? "yes" : "no";
  }

  static String gibibytes(long bytes) {
    return bytes == 0 ? "-" : String.format(Locale.ROOT, "%.1f", bytes / (double) (1L << 30));
  }
}
