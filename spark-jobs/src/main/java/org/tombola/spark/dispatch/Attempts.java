package org.tombola.spark.dispatch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.Refused;
import org.tombola.trial.Outcome;

/** Runs orders as Spark jobs of one task and says how each ended; watches them meanwhile. */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final SweepDriver driver;
  private final Order.Common common;
  private final Map<String, Watchdog> watched = new ConcurrentHashMap<>();
  private final AtomicInteger hanging = new AtomicInteger();

  Attempts(SweepDriver driver, Order.Common common) {
    this.driver = driver;
    this.common = common;
  }

  /** How a try ended. */
  enum Ending {
    /** The executor answered. */
    ANSWERED,
    /** Its executor is gone. */
    KILLED,
    /** It was cancelled because it hung, or Spark could not run it. */
    CANCELLED,
    /** It hangs in this very process, where nothing can end it. */
    HUNG_FOR_GOOD,
    /** Spark was stopped. */
    STOPPED
  }

  /**
   * One try.
   *
   * @param report of the executor, or in its place
   * @param ending how it ended
   * @param epoch it was last heard of in; 0 where it never was
   */
  record Try(Report report, Ending ending, int epoch) {}

  /** Looks for orders that hang; called often. */
  void watch() {
    watched.values().forEach(Watchdog::look);
  }

  /** Runs an order; returns when it has ended, however. */
  Try run(Order order) {
    String group = order.id() + "/" + order.attempt();
    Watchdog watchdog = new Watchdog(driver, order, group);
    Report report;
    try {
      driver
          .spark()
          .setJobGroup(group, order.kind() + " " + order.name() + " (" + order.id() + ")", true);
      watched.put(group, watchdog);
      report =
          driver
              .spark()
              .parallelize(List.of(order), 1)
              .map(new StageTask(driver.work()))
              .collect()
              .get(0);
    } catch (Exception e) {
      return failed(order, watchdog, e);
    } finally {
      watched.remove(group);
    }
    // how far it came matters to the next try only
    int epoch = report.failure() == null ? 0 : last(order).map(Heartbeat::epoch).orElse(0);
    Heartbeat.remove(common.out(), order.id(), driver.tables().conf());
    try {
      driver.answered().accept(report);
    } catch (RuntimeException e) {
      LOG.warn("Cannot handle the answer of executor {}", report.executor(), e);
    }
    return new Try(report, Ending.ANSWERED, epoch);
  }

  private Optional<Heartbeat> last(Order order) {
    return Heartbeat.of(common.out(), order.id(), driver.tables().conf());
  }

  private Try failed(Order order, Watchdog watchdog, Exception error) {
    if (Stop.of(driver.spark())) {
      LOG.info("{} {} was stopped", order.kind(), order.id());
      return new Try(report(order, Outcome.Kind.EXTERNAL, "stopped", "unknown"), Ending.STOPPED, 0);
    }
    LOG.error("{} {} failed", order.kind(), order.id(), error);
    Optional<Heartbeat> last = last(order);
    Heartbeat.remove(common.out(), order.id(), driver.tables().conf());
    String host = last.map(Heartbeat::host).orElse("unknown");
    int epoch = last.map(Heartbeat::epoch).orElse(0);
    if (watchdog.barked()) {
      String why =
          Failures.CANNOT_RUN
              + "it hangs: no heartbeat for "
              + Progress.clock(driver.rules().watchdog());
      boolean here = driver.spark().isLocal();
      if (here && hanging.incrementAndGet() >= Session.SPARE) {
        throw new Refused(
            "Cannot go on: "
                + hanging
                + " stages hang in this process and cannot be ended; run the same command to"
                + " continue");
      }
      return new Try(
          report(order, Outcome.Kind.EXTERNAL, why, host),
          here ? Ending.HUNG_FOR_GOOD : Ending.CANCELLED,
          epoch);
    }
    boolean lost = Failures.executorLost(error);
    return new Try(
        report(
            order,
            lost ? Outcome.Kind.RESOURCE : Outcome.Kind.EXTERNAL,
            Failures.ofJob(error),
            host),
        lost ? Ending.KILLED : Ending.CANCELLED,
        epoch);
  }

  private static Report report(Order order, Outcome.Kind kind, String why, String host) {
    return Report.failed(order.id(), kind, why, host, "", Report.Fitness.FIT);
  }
}
