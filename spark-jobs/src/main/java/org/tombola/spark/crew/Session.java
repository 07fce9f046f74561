package org.tombola.spark.crew;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Spark as Tombola sets it up. */
public final class Session {
  /** How often a trial is tried where memory or the world outside fails it. */
  public static final int TRIES = 3;

  private Session() {}

  /**
   * Starts Spark.
   *
   * @param master a cluster's URL; null for this machine alone
   */
  public static JavaSparkContext start(String sweep, @Nullable String master, Slots slots) {
    return new JavaSparkContext(conf(sweep, master, slots));
  }

  /** Whether a master is this machine alone. */
  public static boolean local(@Nullable String master) {
    return master == null || master.startsWith("local");
  }

  static SparkConf conf(String sweep, @Nullable String master, Slots slots) {
    SparkConf conf =
        new SparkConf()
            .setAppName("tombola " + sweep)
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrationRequired", "true")
            .set("spark.kryo.registrator", Registrator.class.getName())
            .set("spark.task.maxFailures", Integer.toString(TRIES))
            .set("spark.ui.showConsoleProgress", "false");
    return master == null || master.startsWith("local")
        ? conf.setMaster(withTries(master == null ? "local[" + slots.count() + "]" : master))
            .set("spark.ui.enabled", "false")
            // one machine needs no name service
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
        : conf.setMaster(master)
            .setJars(JavaSparkContext.jarOfClass(Session.class))
            .set("spark.task.cpus", Integer.toString(slots.threads()))
            .set("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(slots.threads()))
            // several executors on a host must not unpack natives into one folder
            .set(
                "spark.executor.extraJavaOptions",
                conf.get("spark.executor.extraJavaOptions", "")
                    + " -Dorg.bytedeco.javacpp.cachedir=javacpp")
            .set("spark.executorEnv.MALLOC_ARENA_MAX", "1");
  }

  /** Spark tries a task once in local mode, unless the master says how often. */
  private static String withTries(String master) {
    return master.matches("local\\[[^,\\]]+]") ? master.replace("]", "," + TRIES + "]") : master;
  }
}
