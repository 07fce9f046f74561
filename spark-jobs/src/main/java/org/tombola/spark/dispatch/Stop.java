package org.tombola.spark.dispatch;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Tells a run that is stopped from outside (a signal, a stopped Spark) from one that fails: a trial
 * that was running then is neither done nor failed, it was never run.
 */
public final class Stop implements AutoCloseable {
  /** Before Spark's own hook (40), which cancels all jobs. */
  private static final int PRIORITY = 100;

  private final Runnable told;
  private final Thread hook = new Thread(this::tell, "stop");
  private final AtomicBoolean once = new AtomicBoolean();

  private Stop(Runnable told) {
    this.told = told;
  }

  /**
   * Waits for a signal until closed.
   *
   * @param told once, however the run is stopped
   */
  public static Stop heard(Runnable told) {
    Stop stop = new Stop(told);
    ShutdownHookManager.get().addShutdownHook(stop.hook, PRIORITY);
    return stop;
  }

  /** Tells of the stop, the first time this is called. */
  public void tell() {
    if (once.compareAndSet(false, true)) {
      told.run();
    }
  }

  @Override
  public void close() {
    if (!ending()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }

  /** Whether the driver is being stopped. */
  static boolean of(JavaSparkContext spark) {
    return ending() || spark.sc().isStopped();
  }

  /** Whether the task on this thread, or its whole executor, is being stopped. */
  static boolean ofTask() {
    SparkEnv executor = SparkEnv.get();
    TaskContext task = TaskContext.get();
    return ending()
        || executor == null
        || executor.isStopped()
        || (task != null && task.isInterrupted());
  }

  private static boolean ending() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }
}
