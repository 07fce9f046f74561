package org.tombola.spark.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.table.Column;
import org.tombola.spark.table.Committed;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Table;
import org.tombola.spark.table.Tables;

/** One table of a store as Spark reads it: rows of whole trials, columns of this build. */
record StoreTable(SparkSession spark, Store store, Committed committed, Table<?> table) {
  private static final String ID = "trial_id";
  // a trial's id is 16 hexadecimal digits
  private static final String ID_FILE = "[0-9a-f]".repeat(16) + ".parquet";

  Dataset<Row> rows() {
    return rows(folder(), ID_FILE);
  }

  /** The same where few of a store's trials are wanted: other trials' files are not opened. */
  Dataset<Row> fewRows() {
    String[] files =
        committed.own().stream()
            .map(id -> folder()[0] + "/" + id + ".parquet")
            .toArray(String[]::new);
    return Tables.RARE.contains(table) ? rows() : rows(files, "*");
  }

  private Dataset<Row> rows(String[] own, String names) {
    if (committed.compacting()) {
      return spark.createDataFrame(store.read(table).stream().map(this::row).toList(), schema());
    }
    Dataset<Row> none = spark.createDataFrame(List.of(), schema());
    if (!store.has(table)) {
      return none;
    }
    List<Dataset<Row>> found = new ArrayList<>();
    Set<String> all = new HashSet<>(committed.own());
    all.addAll(committed.merged());
    add(found, own, names, committed.own());
    add(found, folder(), "merged-*.parquet", committed.merged());
    // what was measured on them later
    add(found, folder(), "*.added.parquet", all);
    return found.stream().reduce(Dataset::union).orElse(none);
  }

  private String[] folder() {
    return new String[] {store.folder() + "/" + table.name()};
  }

  /**
   * The same read by the store, with the columns only that a question names or that are wanted: for
   * a table of a row a file that takes a third of the time.
   */
  List<org.tombola.spark.table.Row> read(String sql, List<String> wanted) {
    String[] columns =
        table.columns().stream()
            .map(Column::name)
            .filter(
                name ->
                    name.equals(ID)
                        || wanted.contains(name)
                        || sql.matches("(?s).*\\b" + name + "\\b.*"))
            .toArray(String[]::new);
    return store.read(table, columns);
  }

  /** Rows that the store read. */
  Dataset<Row> of(List<org.tombola.spark.table.Row> rows) {
    return spark.createDataFrame(rows.stream().map(this::row).toList(), schema());
  }

  private void add(List<Dataset<Row>> found, String[] paths, String names, Set<String> trials) {
    if (!trials.isEmpty()) {
      Dataset<Row> ids = spark.createDataset(List.copyOf(trials), Encoders.STRING()).toDF(ID);
      Dataset<Row> rows =
          spark.read().schema(schema()).option("pathGlobFilter", names).parquet(paths);
      found.add(
          rows.join(functions.broadcast(ids), rows.col(ID).equalTo(ids.col(ID)), "left_semi"));
    }
  }

  private StructType schema() {
    StructType schema = new StructType();
    for (Column<?> column : table.columns()) {
      schema = schema.add(column.name(), type(column.kind()));
    }
    return schema;
  }

  private static DataType type(Column.Kind kind) {
    return switch (kind) {
      case TEXT -> DataTypes.StringType;
      case WHOLE -> DataTypes.LongType;
      case REAL -> DataTypes.DoubleType;
    };
  }

  private Row row(org.tombola.spark.table.Row row) {
    return RowFactory.create(table.columns().stream().map(column -> cell(row, column)).toArray());
  }

  private static @Nullable Object cell(org.tombola.spark.table.Row row, Column<?> column) {
    String name = column.name();
    return switch (column.kind()) {
      case TEXT -> row.text(name).orElse(null);
      case WHOLE -> row.whole(name).isPresent() ? row.whole(name).getAsLong() : null;
      case REAL -> row.real(name).isPresent() ? row.real(name).getAsDouble() : null;
    };
  }
}
