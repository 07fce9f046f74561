package org.tombola.spark.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens in other processes, never longer than it may take. */
final class Patience {
  private static final long STEP_MILLIS = 50;

  private Patience() {}

  /**
   * Waits until something is so.
   *
   * @param what is waited for, for the message
   * @param news told in the message where it never is
   */
  static void until(String what, Duration atMost, BooleanSupplier so, Supplier<String> news) {
    Instant end = Instant.now().plus(atMost);
    while (!so.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(
            "waited " + atMost.toSeconds() + " s in vain: " + what + "\n" + news.get());
      }
      rest(STEP_MILLIS);
    }
  }

  static void rest(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
