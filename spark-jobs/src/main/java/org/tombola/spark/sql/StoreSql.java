package org.tombola.spark.sql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SessionState;
import org.jspecify.annotations.Nullable;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.answer.Trial;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.LiveFiles;
import org.tombola.spark.store.Store;

/** A store's tables and the views made of them, in a Spark of this process alone. */
public final class StoreSql implements AutoCloseable {
  /** Whether ${env:NAME} in SQL is what the environment says. */
  static final String SUBSTITUTE = "spark.sql.variable.substitute";

  /** Bytes of a store that is read into memory: compiling a query takes longer than its work. */
  private static final long SMALL = 2 << 20;

  private final SparkSession spark;
  private final Store store;
  private final boolean small;
  private final LiveFiles opened;
  private final Set<String> ready = new HashSet<>();
  private LiveFiles live;
  private @Nullable AnswerViews answer;

  private StoreSql(SparkSession spark, Store store, boolean small, LiveFiles live) {
    this.spark = spark;
    this.store = store;
    this.small = small;
    this.live = live;
    this.opened = live;
  }

  /**
   * Opens a store: trials that end later are in none of its tables and views.
   *
   * @param settings of Spark, by name, that stand over Tombola's
   * @throws IllegalArgumentException if there is no such folder
   */
  public static StoreSql open(Store store, Map<String, String> settings) {
    if (!store.exists()) {
      throw new Refused("Cannot query: there is no folder " + store.folder());
    }
    LiveFiles live = LiveFiles.of(store);
    return open(store, settings, live, live.bytes() < SMALL);
  }

  /** The same, read into memory or by Spark's tasks. */
  static StoreSql open(Store store, Map<String, String> settings, LiveFiles live, boolean small) {
    SparkSession spark = SparkSession.builder().config(conf(small, settings)).getOrCreate();
    try {
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      hadoop.addResource(store.conf());
      // as the store reads: what another program left beside a file has nothing to say
      FileSystem.getLocal(hadoop).setVerifyChecksum(false);
      Functions.register(spark);
      return new StoreSql(spark, store, small, live);
    } catch (IOException e) {
      spark.stop();
      throw new FileTrouble("Cannot query", e);
    } catch (RuntimeException e) {
      spark.stop();
      throw e;
    }
  }

  /**
   * The answer at best rates, of trials that are read once for the caller and for the views.
   *
   * @throws IllegalArgumentException if there is no trial in the store
   */
  public Answer answer() {
    AnswerViews views = views();
    Trial.requireSome(store, views.all().trials().size() + views.all().others());
    return views.best();
  }

  private synchronized AnswerViews views() {
    AnswerViews views = answer;
    if (views == null) {
      String[] columns = AnswerViews.columns().toArray(String[]::new);
      views = AnswerViews.of(Trial.of(store, opened.read(Tables.TRIALS, columns)));
      answer = views;
    }
    return views;
  }

  /** Makes the trials of the first methods known under a name, with what readers call them. */
  public void registerNames(String name, int methods) {
    views().registerNames(spark, name, methods);
  }

  /**
   * Makes the methods that the answer shows known under a name, with what readers call them and
   * their place in the table.
   */
  public void registerShown(String name) {
    views().registerShown(spark, name);
  }

  /** Spark, for functions and tables of one's own. */
  public SparkSession spark() {
    return spark;
  }

  private static SparkConf conf(boolean small, Map<String, String> settings) {
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
            // what either saves in a file of a few hundred rows is less than it costs
            .set("spark.sql.parquet.filterPushdown", "false")
            .set("spark.sql.parquet.columnarReaderBatchSize", "512")
            // many files named one by one are looked up by a few tasks, not by one each
            .set("spark.sql.sources.parallelPartitionDiscovery.parallelism", cores);
    if (small) {
      conf.set("spark.sql.shuffle.partitions", "1")
          .set("spark.sql.adaptive.enabled", "false")
          .set("spark.sql.codegen.wholeStage", "false")
          .set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }
    settings.forEach(conf::set);
    return conf
        // instants and not what a clock on some wall showed
        .set("spark.sql.datetime.java8API.enabled", "true")
        .set(SUBSTITUTE, "false");
  }

  /**
   * Answers a question, which can only read: {@link ReadOnly} says what is permitted.
   *
   * @throws IllegalArgumentException if it cannot be asked
   */
  public Dataset<Row> ask(String sql) {
    var session = (org.apache.spark.sql.classic.SparkSession) spark;
    SessionState state = session.sessionState();
    ReadOnly question = ReadOnly.query(sql, state.sqlParser());
    try {
      prepare(question.relations());
      for (String name : question.relations()) {
        if (!question.given().contains(name) && state.catalog().getRawTempView(name).isEmpty()) {
          throw Refusal.unknown(name);
        }
      }
      // what was decided on, and not the text once more
      return org.apache.spark.sql.classic.Dataset.ofRows(session, question.plan());
    } catch (Exception | StackOverflowError e) {
      // Spark's own is checked and not declared
      throw Refusal.of(e);
    }
  }

  /**
   * Works a view of one's own out, once and for all that ask about it.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  public void keep(String name, String sql) {
    try {
      // Spark's cache does not know a plan again that has a part with a name of its own
      ask(sql).localCheckpoint().createOrReplaceTempView(name);
    } catch (RuntimeException e) {
      throw Refusal.of(e);
    }
  }

  /**
   * Leaves in all tables but {@code trials} the rows of some trials only, which are read faster;
   * views that were asked about before keep all.
   */
  public synchronized void narrow(Set<String> ids) {
    live = live.only(ids);
    Tables.ALL.stream()
        .map(Table::name)
        .filter(name -> !name.equals(Tables.TRIALS.name()))
        .forEach(ready::remove);
  }

  /** Makes the tables and views ready that a question names, after those that they are made of. */
  private synchronized void prepare(Set<String> relations) {
    for (Table<?> table : Tables.ALL) {
      if (relations.contains(table.name()) && !ready.contains(table.name())) {
        new StoreTable(spark, live, table).rows(small).createOrReplaceTempView(table.name());
        ready.add(table.name());
      }
    }
    for (View view : View.ALL) {
      if (relations.contains(view.name()) && !ready.contains(view.name())) {
        if (view.ofTheAnswer()) {
          views().register(view.name(), spark, store);
        } else {
          ask(view.sql()).createOrReplaceTempView(view.name());
        }
        ready.add(view.name());
      }
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
