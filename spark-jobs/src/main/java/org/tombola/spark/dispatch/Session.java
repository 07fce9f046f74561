package org.tombola.spark.dispatch;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Refused;

/**
 * Spark as Tombola sets it up: the one place. What the user sets, by {@code --conf}, spark-submit
 * or spark-defaults.conf, stands; {@code --conf} stands over the others.
 *
 * <p>{@code spark.excludeOnFailure} stays off, as Spark has it: an executor that a trial killed
 * says nothing about its host.
 */
public final class Session {
  /** Each of Spark's settings that hands GPUs or the like to workers, executors or tasks. */
  private static final String RESOURCE = "spark\\.(driver|executor|task|worker)\\.resource\\..+";

  /**
   * A stage that hangs keeps its thread; others take its slot. No more run than there are slots.
   */
  static final int SPARE = 8;

  private Session() {}

  /**
   * Starts Spark.
   *
   * @param sweep its name
   * @param master a cluster's URL; null for the one spark-submit names, or else this machine alone
   * @param settings of Spark, by name, that stand over all others
   * @param events folder or URI of the event log, made where it is missing; null for none
   * @throws IllegalArgumentException if they cannot work together
   */
  public static JavaSparkContext start(
      String sweep,
      @Nullable String master,
      Slots slots,
      Map<String, String> settings,
      @Nullable String events) {
    SparkConf conf = conf(sweep, master, slots, settings);
    if (events != null) {
      EventLog.into(events, conf);
    }
    return new JavaSparkContext(conf);
  }

  static SparkConf conf(
      String sweep, @Nullable String master, Slots slots, Map<String, String> settings) {
    // spark-submit leaves its settings and those of spark-defaults.conf where this finds them
    SparkConf conf = new SparkConf();
    settings.forEach((name, value) -> set(conf, name, value));
    if (master != null) {
      conf.setMaster(master);
    }
    conf.setIfMissing("spark.master", "local");
    if (!settings.containsKey("spark.app.name")) {
      conf.setAppName("tombola " + sweep);
    }
    common(conf);
    if (isLocal(conf.get("spark.master"))) {
      alone(conf, slots);
    } else {
      Cluster.complete(conf, slots.threads());
    }
    return conf;
  }

  private static void set(SparkConf conf, String name, String value) {
    if (!name.startsWith("spark.")) {
      throw new Refused(
          "Cannot set "
              + name
              + ": Spark settings begin with spark., such as spark.executor.memory");
    }
    conf.set(name, value);
  }

  private static void common(SparkConf conf) {
    conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .setIfMissing("spark.kryo.registrationRequired", "true")
        .setIfMissing("spark.kryo.registrator", Registrator.class.getName())
        // Tombola tries again itself, and counts: where Spark did so too, a stage that takes its
        // executor down would take many more down before it is quarantined
        .set("spark.task.maxFailures", "1")
        .setIfMissing("spark.speculation", "false")
        // stages of one priority start in the order they are submitted
        .setIfMissing("spark.scheduler.mode", "FIFO")
        // a killed stage goes on inside native code: after a minute its executor goes with it
        .setIfMissing("spark.task.reaper.enabled", "true")
        .setIfMissing("spark.task.reaper.pollingInterval", "10s")
        .setIfMissing("spark.task.reaper.killTimeout", "60s")
        .setIfMissing("spark.ui.showConsoleProgress", "false");
  }

  private static void alone(SparkConf conf, Slots slots) {
    for (var setting : conf.getAll()) {
      if (setting._1().matches(RESOURCE)) {
        throw new Refused(
            "Cannot run with "
                + setting._1()
                + " on this machine only ("
                + conf.get("spark.master")
                + "): Spark's local mode has none to give and would wait forever; omit it, or name"
                + " a cluster with --master");
      }
    }
    conf.setMaster("local[" + (slots.count() + SPARE) + "]")
        .setIfMissing("spark.ui.enabled", "false")
        // one machine needs no name service
        .setIfMissing("spark.driver.host", "127.0.0.1")
        .setIfMissing("spark.driver.bindAddress", "127.0.0.1");
  }

  /**
   * Whether what is started runs on this machine alone, in one process.
   *
   * @param master as for {@code start}
   */
  public static boolean alone(@Nullable String master) {
    return isLocal(master == null ? System.getProperty("spark.master", "local") : master);
  }

  /** local-cluster has executors that are processes of their own. */
  private static boolean isLocal(String master) {
    return master.matches("local(\\[.*])?");
  }
}
