package org.tombola.spark.answer;

import java.util.Locale;
import org.tombola.stats.Interval;

/** Numbers as tables and pages show them: with a fixed number of decimals. */
public final class Decimals {
  private Decimals() {}

  /** A number with so many decimals. What rounds to 0 has no minus. */
  public static String of(double value, int decimals) {
    return shown("%." + decimals + "f", value);
  }

  /** A difference with so many decimals and its sign. What rounds to 0 has none. */
  public static String signed(double value, int decimals) {
    return shown("%+." + decimals + "f", value);
  }

  /** Half an interval, scaled, as "±1.3"; empty where it is unknown. */
  public static String half(Interval interval, double scale, int decimals) {
    return interval.known()
        ? "±" + of(scale * (interval.high() - interval.low()) / 2, decimals)
        : "";
  }

  private static String shown(String format, double value) {
    String text = String.format(Locale.ROOT, format, value);
    return Double.parseDouble(text) == 0 ? text.replaceFirst("^[-+]", "") : text;
  }
}
