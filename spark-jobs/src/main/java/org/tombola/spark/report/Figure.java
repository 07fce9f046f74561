package org.tombola.spark.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.tombola.method.Json;
import org.tombola.method.Resources;

/**
 * A plot, as its file among the resources defines it.
 *
 * @param name of the file, and of the CSV readers download
 * @param title a question it answers
 * @param see what is drawn and how to read it
 * @param chart which columns are drawn and how: {@code kind} is forest, lines, curves, front,
 *     points, bars or heat; {@code facet} a column whose values a reader chooses among
 * @param sql a query whose rows are drawn; no rows, no plot
 */
record Figure(String name, String title, String see, JsonNode chart, String sql) {
  /** In the order of the page. */
  static final List<Figure> ALL =
      List.of(
          of("differences"),
          of("gap"),
          of("ra"),
          of("sa"),
          of("curves"),
          of("pareto"),
          of("savings"),
          of("rates"),
          of("attacks"),
          of("parts"),
          of("same_examples"),
          of("transfers"),
          of("kernels"),
          of("layers"),
          of("mask"));

  private static Figure of(String name) {
    String text = Resources.text(Figure.class, "figures/" + name + ".sql");
    try {
      return new Figure(
          name,
          said(text, "title"),
          said(text, "see"),
          Json.MAPPER.readTree(said(text, "chart")),
          text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the chart of " + name + ": " + e, e);
    }
  }

  private static String said(String text, String what) {
    String begin = "-- " + what + ": ";
    return text.lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no line " + begin));
  }
}
