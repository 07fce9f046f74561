package org.tombola.spark.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;
import org.tombola.spark.table.Row;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Table;
import org.tombola.spark.table.Tables;

/** What a run left in its tables. */
final class Rows {
  /** All that two runs of one trial may differ in: when, where, how long, at which try. */
  static final Set<String> OF_THE_RUN =
      Set.of(
          "started_at",
          "finished_at",
          "host",
          "seconds",
          "before_seconds",
          "failure_attempts",
          "failure_host");

  private Rows() {}

  /** Every row of every table as text, sorted, without what two runs may differ in. */
  static List<String> of(Path out) {
    List<String> rows = new ArrayList<>();
    for (Table<?> table : Tables.ALL) {
      store(out).read(table).forEach(row -> rows.add(table.name() + " " + cells(row.group())));
    }
    return rows.stream().sorted().toList();
  }

  /** Trials that have ended. */
  static List<Row> trials(Path out) {
    return store(out).read(Tables.TRIALS);
  }

  /** One trial a key; a value of a column, by the trial's seed. */
  static Map<Long, String> bySeed(Path out, String column) {
    return trials(out).stream()
        .collect(
            Collectors.toMap(
                row -> Long.valueOf(row.group().getLong("seed", 0)),
                row -> row.text(column).orElse("")));
  }

  private static Store store(Path out) {
    return Store.at(out.toString(), new Configuration());
  }

  private static Map<String, String> cells(Group row) {
    Map<String, String> cells = new TreeMap<>();
    row.getType().getFields().stream()
        .map(Type::getName)
        .filter(name -> !OF_THE_RUN.contains(name))
        .filter(name -> row.getFieldRepetitionCount(name) > 0)
        .forEach(
            name -> cells.put(name, row.getValueToString(row.getType().getFieldIndex(name), 0)));
    return cells;
  }
}
