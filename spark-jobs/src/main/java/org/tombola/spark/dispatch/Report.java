package org.tombola.spark.dispatch;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.tombola.trial.Outcome;

/**
 * What an executor answers: how a piece of work ended. What was measured is in the store.
 *
 * @param id of the order
 * @param failure whose fault it is that it was not finished; null where it was
 * @param why message of the failure, or the step of a divergence; null where there is neither
 * @param diverged of a training: whether the loss stopped being a number
 * @param robust of a training: its best robust accuracy on validation images so far
 * @param host that ran it
 * @param executor id of the executor
 * @param fitness whether that executor may get more work
 * @param missing fingerprint of a stage whose result it needs and could not read; null where that
 *     is not why it failed
 */
public record Report(
    String id,
    Outcome.@Nullable Kind failure,
    @Nullable String why,
    boolean diverged,
    double robust,
    String host,
    String executor,
    Fitness fitness,
    @Nullable String missing)
    implements Serializable {

  /** What a failure says of the executor. */
  public enum Fitness {
    /** Nothing against it. */
    FIT,
    /** Other work would fail there alike: it has no GPU of its own, or no native code. */
    UNFIT
  }

  /** Work that was not finished. */
  static Report failed(
      String id, Outcome.Kind kind, String why, String host, String executor, Fitness fitness) {
    return new Report(id, kind, why, false, 0, host, executor, fitness, null);
  }

  /** The same, for want of a stage's result. */
  Report missing(String fingerprint) {
    return new Report(id, failure, why, diverged, robust, host, executor, fitness, fingerprint);
  }

  /** Work that is done, other than a training. */
  static Report done(String id, String host, String executor) {
    return new Report(id, null, null, false, 0, host, executor, Fitness.FIT, null);
  }
}
