package org.tombola.spark.dispatch;

import java.time.Duration;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.tombola.data.Download;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.Surroundings;
import org.tombola.trial.ThisHost;

/** Leaves a running stage's heartbeats: after every epoch, and between them now and then. */
final class HeartbeatWriter implements Surroundings.Watcher {
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(2);

  /** Elsewhere than on a disk each is a request over the network, and many executors make them. */
  private static final Duration SELDOM = Duration.ofSeconds(10);

  private static final double MEGABYTE = 1e6;

  private final Order order;
  private final int epochs;
  private final String executor;
  private final Configuration conf;
  private final long started = System.currentTimeMillis();
  private final long rest;
  private long last;
  private int epoch;
  private double robust = Double.NaN;
  private long steps;
  private double share;
  private String where = "";

  HeartbeatWriter(Order order, int epochs, String executor, Configuration conf) {
    this.order = order;
    this.epochs = epochs;
    this.executor = executor;
    this.conf = conf;
    this.rest = (order.common().out().matches("(file:)?/.*") ? NOW_AND_THEN : SELDOM).toNanos();
    leave("");
  }

  @Override
  public void epoch(EpochRecord record) {
    epoch = record.epoch();
    robust = record.test().robustAccuracy();
    leave("");
  }

  @Override
  public void stepped() {
    steps++;
    if (System.nanoTime() - last >= rest) {
      leave("");
    }
  }

  @Override
  public void evaluating(double done, String of) {
    share = done;
    where = of;
    stepped();
  }

  @Override
  public void fetching(Download progress) {
    if (System.nanoTime() - last >= rest) {
      leave(words(progress));
    }
  }

  private void leave(String fetching) {
    last = System.nanoTime();
    new Heartbeat(
            order.id(),
            order.kind(),
            order.name(),
            order.attempt(),
            epoch,
            epochs,
            robust,
            steps,
            share,
            where,
            fetching,
            ThisHost.name(),
            executor,
            System.getProperty(Lease.PROPERTY, ""),
            started,
            System.currentTimeMillis())
        .leave(order.common().out(), conf);
  }

  /** A download as "file 12.3 of 29.5 MB", without the end where the sender does not say it. */
  static String words(Download progress) {
    return String.format(Locale.ROOT, "%s %.1f", progress.what(), progress.done() / MEGABYTE)
        + (progress.total() < 0
            ? ""
            : String.format(Locale.ROOT, " of %.1f", progress.total() / MEGABYTE))
        + " MB";
  }
}
