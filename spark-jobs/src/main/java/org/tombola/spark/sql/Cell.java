package org.tombola.spark.sql;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.text.StringEscapeUtils;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Json;
import org.tombola.spark.terminal.Terminal;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A cell of an answer as it is written.
 *
 * @param value as Spark gives it; null where there is none
 */
record Cell(@Nullable Object value) {
  /** Digits of numbers in the terminal. */
  private static final int DIGITS = 6;

  /** Whole numbers up to here are written out. */
  private static final double WRITTEN_OUT = 1e15;

  /** For a reader: nothing for null, few digits. */
  String brief() {
    return value instanceof Double || value instanceof Float
        ? brief(((Number) value).doubleValue())
        : Terminal.visible(text());
  }

  /**
   * A number with six digits; with more where it else would seem whole and is not, so that 1 is
   * never said of 0.9999999. Whole numbers have all digits.
   */
  static String brief(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    BigDecimal exact = new BigDecimal(Double.toString(number));
    if (number == Math.rint(number)) {
      return Math.abs(number) < WRITTEN_OUT
          ? exact.setScale(0).toString()
          : exact.round(new MathContext(DIGITS)).stripTrailingZeros().toString();
    }
    BigDecimal rounded = exact.stripTrailingZeros();
    for (int digits = DIGITS; digits <= exact.precision(); digits++) {
      rounded = exact.round(new MathContext(digits)).stripTrailingZeros();
      if (rounded.scale() > 0) {
        break;
      }
    }
    return rounded.toString();
  }

  /** For a program: nothing for null, {@code ""} for a text without letters, all digits. */
  String csv() {
    String text = text();
    return value != null && text.isEmpty() ? "\"\"" : StringEscapeUtils.escapeCsv(text);
  }

  private String text() {
    Object plain = value == null ? "" : plain(value);
    if (plain instanceof Map || plain instanceof List) {
      return json(plain);
    }
    return plain instanceof BigDecimal number ? number.toPlainString() : plain.toString();
  }

  /** A value of JSON, where a number that JSON has none for is null. */
  @Nullable Object json() {
    return value == null ? null : finite(plain(value));
  }

  private static @Nullable Object finite(Object plain) {
    boolean number = plain instanceof Double || plain instanceof Float;
    return number && !Double.isFinite(((Number) plain).doubleValue()) ? null : plain;
  }

  static String json(Object value) {
    return Json.text(value);
  }

  /** A row by its columns' names, for JSON. */
  static Map<String, @Nullable Object> object(Row row) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    String[] names = row.schema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      if (object.containsKey(names[i])) {
        throw new Refusal(
            "two columns are named " + names[i] + ", and JSON has room for one; name them by AS");
      }
      object.put(names[i], new Cell(row.get(i)).json());
    }
    return object;
  }

  /** Numbers, truth values, texts, and lists and maps of what JSON has. */
  private static Object plain(Object value) {
    if (value instanceof Row row) {
      return object(row);
    }
    if (value instanceof scala.collection.Seq<?> list) {
      List<@Nullable Object> plain = new ArrayList<>();
      CollectionConverters.asJava(list).forEach(each -> plain.add(new Cell(each).json()));
      return plain;
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      CollectionConverters.asJava(map)
          .forEach((key, each) -> plain.put(new Cell(key).text(), new Cell(each).json()));
      return plain;
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().withUpperCase().formatHex(bytes);
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }
}
