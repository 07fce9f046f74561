package org.tombola.trial;

import java.time.Duration;

/**
 * When a training saves where it stands: after every so many epochs, and at the end of an epoch
 * when so much time has passed since it last did, whichever comes first.
 *
 * @param epochs between two checkpoints, at least 1
 * @param time between two checkpoints
 */
public record Checkpoints(int epochs, Duration time) {
  /** None at all. */
  public static final Checkpoints NEVER =
      new Checkpoints(Integer.MAX_VALUE, Duration.ofDays(10_000));

  /** Checks the numbers. */
  public Checkpoints {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "a checkpoint is saved every 1 epoch or more, not every " + epochs);
    }
    if (time.isNegative()) {
      throw new IllegalArgumentException("a checkpoint cannot be saved every " + time);
    }
  }

  boolean due(int epochsSince, long nanosSince) {
    return epochsSince >= epochs || nanosSince >= time.toNanos();
  }
}
