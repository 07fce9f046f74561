package org.tombola.spark.sql;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.tombola.method.Refused;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;

/**
 * A condition on trials, which can only look at them: it has no query within and none of the
 * functions that {@link ReadOnly} refuses.
 *
 * @param sql in Spark's SQL, over the columns of {@code trials}
 */
public record Condition(String sql) {
  /**
   * The ids of the trials it holds for.
   *
   * @param trials their rows
   * @throws IllegalArgumentException if it is no condition on them, or is not permitted
   */
  public Set<String> of(List<StoredRow> trials, SparkSession spark) {
    try {
      var session = (org.apache.spark.sql.classic.SparkSession) spark;
      session.conf().set(StoreSql.SUBSTITUTE, false);
      ReadOnly.condition(sql, session.sessionState().sqlParser());
      return StoreTable.of(spark, Tables.TRIALS, trials).filter(sql).collectAsList().stream()
          .map(row -> row.<String>getAs(Table.ID))
          .collect(Collectors.toSet());
    } catch (Exception | StackOverflowError e) {
      // those of Scala are not declared
      Refusal why = Refusal.of(e);
      throw new Refused("Cannot select trials where " + sql + ": " + why.why(), e);
    }
  }
}
