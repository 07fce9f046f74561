package org.tombola.spark.answer;

import java.util.Locale;

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

  private static String shown(String format, double value) {
    String text = String.format(Locale.ROOT, format, value);
    return Double.parseDouble(text) == 0 ? text.replaceFirst("^[-+]", "") : text;
  }
}
