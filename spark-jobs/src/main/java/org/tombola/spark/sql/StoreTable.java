package org.tombola.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.schema.AttackRows;
import org.tombola.spark.schema.Column;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.store.LiveFiles;
import scala.Option;

/** One table of a store as Spark reads it: rows of whole trials, columns of this build. */
record StoreTable(SparkSession spark, LiveFiles live, Table<?> table) {
  /**
   * Its rows.
   *
   * @param small read here, and not by Spark's tasks
   */
  Dataset<Row> rows(boolean small) {
    if (small || live.compacting()) {
      return of(spark, table, live.read(table));
    }
    Dataset<Row> rows = rows(live);
    Map<String, FileStatus> added = live.added(table);
    return added.isEmpty() ? rows : rows.union(added(added));
  }

  private Dataset<Row> rows(LiveFiles trials) {
    List<Dataset<Row>> found = new ArrayList<>();
    List<FileStatus> own = trials.own(table);
    if (!own.isEmpty()) {
      found.add(read(own, ".parquet"));
    }
    for (LiveFiles.Merged merged : trials.merged(table)) {
      Dataset<Row> rows = read(List.of(merged.file()));
      Dataset<Row> ids =
          spark.createDataset(List.copyOf(merged.trials()), Encoders.STRING()).toDF(Table.ID);
      found.add(
          rows.join(
              functions.broadcast(ids),
              rows.col(Table.ID).equalTo(ids.col(Table.ID)),
              "left_semi"));
    }
    return found.stream().reduce(Dataset::union).orElseGet(() -> of(spark, table, List.of()));
  }

  /** What was measured on trials later, by attacks that their other files have no rows of. */
  private Dataset<Row> added(Map<String, FileStatus> files) {
    Dataset<Row> rows = read(List.copyOf(files.values()), ".added.parquet");
    String attack = AttackRows.of(table).orElseThrow();
    Dataset<Row> known =
        rows(live.only(files.keySet())).select(Table.ID, attack).distinct().toDF("id", "known");
    return rows.join(
        known,
        rows.col(Table.ID)
            .equalTo(known.col("id"))
            .and(rows.col(attack).equalTo(known.col("known"))),
        "left_anti");
  }

  /** Rows in files that are called by their trial, of that trial only. */
  private Dataset<Row> read(List<FileStatus> files, String ending) {
    Dataset<Row> rows = read(files);
    return rows.filter(
        functions
            .concat(rows.col(Table.ID), functions.lit(ending))
            .equalTo(rows.col("_metadata.file_name")));
  }

  private Dataset<Row> read(List<FileStatus> files) {
    return spark
        .sqlContext()
        .baseRelationToDataFrame(
            new HadoopFsRelation(
                new Exactly(files),
                new StructType(),
                schema(table),
                Option.empty(),
                new ParquetFileFormat(),
                scala.collection.immutable.Map$.MODULE$.empty(),
                spark));
  }

  /** Rows that the store read. */
  static Dataset<Row> of(SparkSession spark, Table<?> table, List<StoredRow> rows) {
    return spark.createDataFrame(rows.stream().map(row -> row(row, table)).toList(), schema(table));
  }

  private static StructType schema(Table<?> table) {
    StructType schema = new StructType();
    for (Column<?> column : table.columns()) {
      schema = schema.add(column.name(), type(column.kind()));
    }
    return schema;
  }

  static DataType type(Column.Kind kind) {
    return switch (kind) {
      case TEXT -> DataTypes.StringType;
      case WHOLE -> DataTypes.LongType;
      case REAL -> DataTypes.DoubleType;
    };
  }

  private static Row row(StoredRow row, Table<?> table) {
    return RowFactory.create(
        table.columns().stream().map(column -> cell(row, column.name(), column.kind())).toArray());
  }

  static @Nullable Object cell(StoredRow row, String name, Column.Kind kind) {
    return switch (kind) {
      case TEXT -> row.text(name).orElse(null);
      case WHOLE -> row.whole(name).isPresent() ? row.whole(name).getAsLong() : null;
      case REAL -> row.real(name).isPresent() ? row.real(name).getAsDouble() : null;
    };
  }
}
