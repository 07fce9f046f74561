package org.tombola.spark.dispatch;

import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a piece of work that is running and not heard of. The clock is the driver's: it starts when
 * Spark has started the task, and anew with each heartbeat.
 */
final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /** Looks in the time it waits. */
  private static final int LOOKS = 10;

  private final SweepDriver driver;
  private final Order order;
  private final String group;
  private @Nullable Heartbeat last;
  private long since = System.nanoTime();
  private long looked = System.nanoTime();
  private volatile boolean barked;

  Watchdog(SweepDriver driver, Order order, String group) {
    this.driver = driver;
    this.order = order;
    this.group = group;
  }

  /** Called often; looks now and then. */
  void look() {
    long now = System.nanoTime();
    long patience = driver.rules().watchdog().toNanos();
    if (barked || now - looked < patience / LOOKS) {
      return;
    }
    looked = now;
    Heartbeat beat =
        Heartbeat.of(order.common().out(), order.id(), driver.tables().conf()).orElse(last);
    boolean news = beat != null && !beat.equals(last);
    if (news || !runs()) {
      last = beat;
      since = now;
    } else if (now - since > patience) {
      barked = true;
      LOG.error("{} {} hangs", order.kind(), order.id());
      driver.spark().sc().cancelJobGroup(group);
    }
  }

  /** Whether it was ended here. */
  boolean barked() {
    return barked;
  }

  /** Whether the task has begun: one that waits for an executor does not hang. */
  private boolean runs() {
    JavaSparkStatusTracker tracker = driver.spark().statusTracker();
    for (int id : tracker.getJobIdsForGroup(group)) {
      SparkJobInfo job = tracker.getJobInfo(id);
      if (job != null) {
        for (int stage : job.stageIds()) {
          SparkStageInfo info = tracker.getStageInfo(stage);
          if (info != null && info.numActiveTasks() > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
