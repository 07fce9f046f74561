package org.tombola.spark.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tombola.spark.table.Committed;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Table;
import org.tombola.spark.table.Tables;
import org.tombola.trial.Provenance;

/**
 * A store's tables and the views made of them, in a Spark of this process alone.
 *
 * @param spark the session
 */
public record StoreSql(SparkSession spark) implements AutoCloseable {
  /**
   * Opens a store as it is now.
   *
   * @param settings of Spark, by name, that stand over Tombola's
   * @throws IllegalArgumentException if there is no such folder
   */
  public static StoreSql open(Store store, Map<String, String> settings) {
    if (!store.exists()) {
      throw new IllegalArgumentException("Cannot query: there is no folder " + store.folder());
    }
    Committed committed = Committed.of(store);
    SparkSession spark = SparkSession.builder().config(conf(settings)).getOrCreate();
    try {
      spark.sparkContext().hadoopConfiguration().addResource(store.conf());
      StudentOver.register(spark);
      for (Table<?> table : Tables.ALL) {
        new StoreTable(spark, store, committed, table).rows().createOrReplaceTempView(table.name());
      }
      for (View view : View.ALL) {
        spark.sql(view.sql()).createOrReplaceTempView(view.name());
        if (view.shared()) {
          // worked out once, when it is first asked for
          spark.catalog().cacheTable(view.name());
        }
      }
      return new StoreSql(spark);
    } catch (RuntimeException e) {
      spark.stop();
      throw e;
    }
  }

  private static SparkConf conf(Map<String, String> settings) {
    String cores = Integer.toString(Runtime.getRuntime().availableProcessors());
    SparkConf conf =
        new SparkConf()
            .setAppName("tombola query")
            .setMaster("local[*]")
            .set("spark.ui.enabled", "false")
            .set("spark.ui.showConsoleProgress", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"))
            .set("spark.sql.shuffle.partitions", cores)
            // files are small and many: a task for each few thousand, not for each few dozen
            .set("spark.sql.files.openCostInBytes", "65536")
            // the views know the science whose rows they tell of
            .set("spark.tombola.science", Integer.toString(Provenance.SCIENCE_VERSION));
    settings.forEach(conf::set);
    return conf;
  }

  /**
   * Answers a question.
   *
   * @throws IllegalArgumentException if it cannot be asked
   */
  public Dataset<Row> ask(String sql) {
    try {
      return spark.sql(sql);
    } catch (Exception e) {
      // Spark's own is checked and not declared
      throw Refusal.of(e);
    }
  }

  /** The names one can ask about. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    View.ALL.forEach(view -> names.add(view.name()));
    Tables.ALL.forEach(table -> names.add(table.name()));
    return names;
  }

  @Override
  public void close() {
    spark.stop();
  }
}
