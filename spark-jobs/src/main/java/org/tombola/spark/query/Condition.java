package org.tombola.spark.query;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tombola.method.Refused;

/**
 * A condition on rows, which can only look at them: it has no query within and none of the
 * functions that {@link ReadOnly} refuses.
 *
 * @param sql in Spark's SQL
 */
public record Condition(String sql) {
  /**
   * The rows it holds for.
   *
   * @throws IllegalArgumentException if it is no condition on them, or is not permitted
   */
  public List<Row> of(Dataset<Row> rows) {
    try {
      var session = (org.apache.spark.sql.classic.SparkSession) rows.sparkSession();
      session.conf().set(StoreSql.SUBSTITUTE, false);
      ReadOnly.condition(sql, session.sessionState().sqlParser());
      return rows.filter(sql).collectAsList();
    } catch (Exception | StackOverflowError e) {
      // those of Scala are not declared
      Refusal why = Refusal.of(e);
      throw new Refused("Cannot select trials where " + sql + ": " + why.why(), e);
    }
  }
}
