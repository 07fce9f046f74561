package org.tombola.spark.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;

/** What a run left in its tables. */
public final class Rows {
  /** All that two runs of one trial may differ in: when, where, how long, at which try. */
  static final Set<String> OF_THE_RUN =
      Set.of(
          "started_at",
          "finished_at",
          "host",
          "seconds",
          "before_seconds",
          "train_seconds",
          "train_cpu_seconds",
          "passes_per_cpu_second",
          "before_cpu_seconds",
          "measure_seconds",
          "failure_attempts",
          "failure_host");

  /** Read once: who waits for a trial asks many times a second. */
  private static final Configuration CONF = new Configuration();

  private Rows() {}

  /** Every row of every table as text, sorted, without what two runs may differ in. */
  static List<String> of(Path out) {
    return of(store(out));
  }

  /** The same of a store on any file system. */
  public static List<String> of(Store store) {
    return of(store, OF_THE_RUN);
  }

  /** The same without the columns named. */
  public static List<String> of(Store store, Set<String> without) {
    List<String> rows = new ArrayList<>();
    for (Table<?> table : Tables.ALL) {
      rows.addAll(of(table, store, without));
    }
    return rows.stream().sorted().toList();
  }

  /** The same of one table, in its order. */
  public static List<String> of(Table<?> table, Store store, Set<String> without) {
    return store.read(table).stream()
        .map(row -> table.name() + " " + cells(row.group(), without))
        .toList();
  }

  /** Every file of a store, by its path in there, save what a run tells of itself: its logs. */
  static List<String> files(Path out) {
    return FileUtils.listFiles(out.toFile(), null, true).stream()
        .map(file -> out.relativize(file.toPath()).toString())
        .filter(name -> !name.matches("tombola[.]log.*|_spark-events/.*"))
        .sorted()
        .toList();
  }

  /** Trials that have ended. */
  static List<StoredRow> trials(Path out) {
    return store(out).read(Tables.TRIALS);
  }

  private static Store store(Path out) {
    return Store.at(out.toString(), CONF);
  }

  private static Map<String, String> cells(Group row, Set<String> without) {
    Map<String, String> cells = new TreeMap<>();
    row.getType().getFields().stream()
        .map(Type::getName)
        .filter(name -> !without.contains(name))
        .filter(name -> row.getFieldRepetitionCount(name) > 0)
        .forEach(
            name -> cells.put(name, row.getValueToString(row.getType().getFieldIndex(name), 0)));
    return cells;
  }
}
