package org.tombola.spark.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows of an answer, written for a reader or a program.
 *
 * @param answer to a question
 */
public record Rows(Dataset<Row> answer) {
  /** More are no table anyone reads. */
  static final int MOST = 1000;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final MathContext DIGITS = new MathContext(6);

  /** The ways to write them. */
  public enum As {
    /** For the terminal: numbers with six digits, the first thousand rows. */
    TABLE,
    /** With a header; empty where there is no value. */
    CSV,
    /** A list of objects, a line each. */
    JSON
  }

  /**
   * Writes all rows.
   *
   * @throws IllegalArgumentException if reading them fails
   */
  public void write(As as, PrintWriter out) {
    try {
      switch (as) {
        case TABLE -> table(out);
        case CSV -> csv(out);
        case JSON -> json(out);
      }
    } catch (Exception e) {
      // Spark's own is checked and not declared
      throw Refusal.of(e);
    }
  }

  /**
   * All cells, row by row: numbers, texts, truth values, and lists and maps of them.
   *
   * @throws IllegalArgumentException if reading them fails
   */
  public List<List<@Nullable Object>> cells() {
    try {
      return answer.collectAsList().stream()
          .<List<@Nullable Object>>map(row -> new ArrayList<>(object(row).values()))
          .toList();
    } catch (Exception e) {
      throw Refusal.of(e);
    }
  }

  private void table(PrintWriter out) {
    List<Row> rows = answer.takeAsList(MOST + 1);
    List<ColumnData<Row>> columns = new ArrayList<>();
    StructField[] fields = answer.schema().fields();
    for (int i = 0; i < fields.length; i++) {
      int at = i;
      boolean number = fields[i].dataType() instanceof NumericType;
      columns.add(
          new Column()
              .header(fields[i].name())
              .headerAlign(HorizontalAlign.LEFT)
              .dataAlign(number ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
              .with(row -> brief(row.get(at))));
    }
    out.println(AsciiTable.getTable(rows.subList(0, Math.min(MOST, rows.size())), columns));
    out.println(
        rows.size() > MOST
            ? "the first " + MOST + " rows; --as csv has all"
            : rows.size() == 1 ? "1 row" : rows.size() + " rows");
  }

  private void csv(PrintWriter out) {
    out.println(
        Arrays.stream(answer.columns())
            .map(StringEscapeUtils::escapeCsv)
            .collect(Collectors.joining(",")));
    for (Iterator<Row> rows = answer.toLocalIterator(); rows.hasNext(); ) {
      Row row = rows.next();
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(StringEscapeUtils.escapeCsv(text(row.get(i))));
      }
      out.println(String.join(",", cells));
    }
  }

  private void json(PrintWriter out) {
    String before = "[";
    for (Iterator<Row> rows = answer.toLocalIterator(); rows.hasNext(); ) {
      out.println(before);
      out.print(json(object(rows.next())));
      before = ",";
    }
    out.println(before.equals("[") ? "[]" : System.lineSeparator() + "]");
  }

  private static String brief(@Nullable Object value) {
    return value instanceof Double number && Double.isFinite(number)
        ? new BigDecimal(number).round(DIGITS).stripTrailingZeros().toString()
        : text(value);
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    Object plain = plain(value);
    return plain instanceof Map || plain instanceof List ? json(plain) : plain.toString();
  }

  private static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + value + " as JSON: " + e.getMessage(), e);
    }
  }

  /** A row by its columns' names, nested ones too. */
  public static Map<String, @Nullable Object> object(Row row) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    String[] names = row.schema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      Object cell = row.get(i);
      object.put(names[i], cell == null ? null : plain(cell));
    }
    return object;
  }

  private static Object plain(Object value) {
    if (value instanceof Row row) {
      return object(row);
    }
    if (value instanceof scala.collection.Seq<?> list) {
      List<@Nullable Object> plain = new ArrayList<>();
      CollectionConverters.asJava(list)
          .forEach(each -> plain.add(each == null ? null : plain(each)));
      return plain;
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      CollectionConverters.asJava(map)
          .forEach((key, each) -> plain.put(key.toString(), each == null ? null : plain(each)));
      return plain;
    }
    return value instanceof Number || value instanceof Boolean ? value : value.toString();
  }
}
