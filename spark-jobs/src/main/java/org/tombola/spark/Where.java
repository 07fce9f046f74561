package org.tombola.spark;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.query.Condition;
import org.tombola.spark.table.Column;
import org.tombola.spark.table.Row;
import org.tombola.spark.table.Tables;

/**
 * A condition on trials.
 *
 * @param condition in Spark's SQL, over the columns of {@code trials}
 */
record Where(String condition) {

  /**
   * The ids of the trials it holds for.
   *
   * @param trials their rows
   * @throws IllegalArgumentException if it is no such condition
   */
  Set<String> of(List<Row> trials, JavaSparkContext spark) {
    StructType schema = new StructType();
    for (Column<?> column : Tables.TRIALS.columns()) {
      schema = schema.add(column.name(), type(column.kind()));
    }
    SparkSession session = SparkSession.builder().config(spark.getConf()).getOrCreate();
    return new Condition(condition)
        .of(session.createDataFrame(trials.stream().map(Where::row).toList(), schema)).stream()
            .map(row -> row.<String>getAs("trial_id"))
            .collect(Collectors.toSet());
  }

  private static org.apache.spark.sql.Row row(Row row) {
    return RowFactory.create(
        Tables.TRIALS.columns().stream().map(column -> cell(row, column)).toArray());
  }

  private static @Nullable Object cell(Row row, Column<?> column) {
    return switch (column.kind()) {
      case TEXT -> row.text(column.name()).orElse(null);
      case WHOLE -> row.whole(column.name()).stream().boxed().findFirst().orElse(null);
      case REAL -> row.real(column.name()).stream().boxed().findFirst().orElse(null);
    };
  }

  private static DataType type(Column.Kind kind) {
    return switch (kind) {
      case TEXT -> DataTypes.StringType;
      case WHOLE -> DataTypes.LongType;
      case REAL -> DataTypes.DoubleType;
    };
  }
}
