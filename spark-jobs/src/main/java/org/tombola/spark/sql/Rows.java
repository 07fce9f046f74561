package org.tombola.spark.sql;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.terminal.Terminal;

/**
 * The rows of an answer, written for a reader or a program.
 *
 * @param answer to a question
 */
public record Rows(Dataset<Row> answer) {
  /** More are no table anyone reads. */
  static final int MOST = 1000;

  /** The ways to write them. */
  public enum As {
    /** For the terminal: numbers with six digits, the first thousand rows. */
    TABLE,
    /** With a header; nothing where there is no value, "" where there is an empty text. */
    CSV,
    /** A list of objects, a line each; null for NaN and infinities too. */
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
   * All cells, row by row: numbers, texts, truth values, and lists and maps of them; null for
   * numbers that are not finite.
   *
   * @throws IllegalArgumentException if reading them fails
   */
  public List<List<@Nullable Object>> cells() {
    try {
      return answer.collectAsList().stream().map(Rows::cells).toList();
    } catch (Exception e) {
      throw Refusal.of(e);
    }
  }

  private static List<@Nullable Object> cells(Row row) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(new Cell(row.get(i)).json());
    }
    return cells;
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
              .header(Terminal.visible(fields[i].name()))
              .headerAlign(HorizontalAlign.LEFT)
              .dataAlign(number ? HorizontalAlign.RIGHT : HorizontalAlign.LEFT)
              .with(row -> new Cell(row.get(at)).brief()));
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
        cells.add(new Cell(row.get(i)).csv());
      }
      out.println(String.join(",", cells));
    }
  }

  private void json(PrintWriter out) {
    String before = "[";
    for (Iterator<Row> rows = answer.toLocalIterator(); rows.hasNext(); ) {
      String object = Cell.json(Cell.object(rows.next()));
      out.println(before);
      out.print(object);
      before = ",";
    }
    out.println(before.equals("[") ? "[]" : System.lineSeparator() + "]");
  }
}
