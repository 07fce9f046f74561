package org.tombola.spark.crew;

import java.time.Duration;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.tombola.data.Progress;
import org.tombola.trial.EpochRecord;

/** Leaves a running trial's heartbeats. */
final class Pulse implements Work.Watcher {
  private static final long OFTEN = Duration.ofMillis(500).toNanos();
  private static final double MEGABYTE = 1e6;

  private final Order order;
  private final int epochs;
  private final Configuration conf;
  private long last = System.nanoTime() - OFTEN;

  Pulse(Order order, int epochs, Configuration conf) {
    this.order = order;
    this.epochs = epochs;
    this.conf = conf;
  }

  @Override
  public void epoch(EpochRecord epoch) {
    leave(new Heartbeat(epoch.epoch(), epochs, epoch.test().robustAccuracy(), ""));
  }

  @Override
  public void fetching(Progress progress) {
    if (System.nanoTime() - last >= OFTEN) {
      last = System.nanoTime();
      leave(new Heartbeat(0, epochs, 0, words(progress)));
    }
  }

  private void leave(Heartbeat beat) {
    beat.leave(order.out(), order.id(), conf);
  }

  /** A download as "file 12.3 of 29.5 MB", without the end where the sender does not say it. */
  static String words(Progress progress) {
    return String.format(Locale.ROOT, "%s %.1f", progress.what(), progress.done() / MEGABYTE)
        + (progress.total() < 0
            ? ""
            : String.format(Locale.ROOT, " of %.1f", progress.total() / MEGABYTE))
        + " MB";
  }
}
