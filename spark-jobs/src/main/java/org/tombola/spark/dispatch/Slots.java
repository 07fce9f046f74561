package org.tombola.spark.dispatch;

import org.apache.spark.api.java.JavaSparkContext;
import org.tombola.method.Refused;

/**
 * How many trials run at once, and with how many native threads each.
 *
 * <p>A trial's numbers depend on its threads, never on the slots beside it.
 *
 * @param count trials at once
 * @param threads native threads of each
 */
public record Slots(int count, int threads) {
  /** Checks the numbers. */
  public Slots {
    if (count < 1) {
      throw new Refused("Cannot run: --slots must be at least 1, not " + count);
    }
    if (threads < 1) {
      throw new Refused("Cannot run: --threads must be at least 1, not " + threads);
    }
  }

  /** As many slots as this machine's processors have room for. */
  public static Slots filling(int threads) {
    return new Slots(
        Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, threads)), threads);
  }

  /** How many stages a cluster has room for now, by its processors and GPUs. */
  public static int of(JavaSparkContext spark) {
    return spark
        .sc()
        .maxNumConcurrentTasks(spark.sc().resourceProfileManager().defaultResourceProfile());
  }

  /** The native threads this process was started with; 0 where nobody said. */
  public static int nativeThreads() {
    String threads = System.getenv("OMP_NUM_THREADS");
    return threads != null && threads.matches("[0-9]{1,5}") ? Integer.parseInt(threads) : 0;
  }
}
