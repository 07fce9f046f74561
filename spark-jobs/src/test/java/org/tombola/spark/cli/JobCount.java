package org.tombola.spark.cli;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** Counts the jobs of every Spark that is started, but for the one that looks executors over. */
public final class JobCount extends SparkListener {
  static final AtomicInteger JOBS = new AtomicInteger();
  private static final String LISTENERS = "spark.extraListeners";

  static void begin() {
    System.setProperty(LISTENERS, JobCount.class.getName());
    JOBS.set(0);
  }

  static void end() {
    System.clearProperty(LISTENERS);
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    if (!"doctor".equals(start.properties().getProperty("spark.job.description"))) {
      JOBS.incrementAndGet();
    }
  }
}
