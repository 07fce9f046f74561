package org.tombola.spark.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.sql.Rows;
import org.tombola.spark.sql.StoreSql;

/**
 * A plot with its data, as the page holds it.
 *
 * @param columns names
 * @param rows cells by column
 */
record Drawn(
    String name,
    String title,
    String see,
    JsonNode chart,
    List<String> columns,
    List<List<@Nullable Object>> rows) {

  /** Whether a reader chooses what is drawn. */
  boolean choice() {
    return chart.has("facet");
  }

  /** How many rows it has. */
  int count() {
    return rows.size();
  }

  static Drawn of(Figure figure, StoreSql sql) {
    Dataset<Row> answer = sql.ask(figure.sql());
    return new Drawn(
        figure.name(),
        figure.title(),
        figure.see(),
        figure.chart(),
        Arrays.asList(answer.columns()),
        new Rows(answer).cells());
  }
}
