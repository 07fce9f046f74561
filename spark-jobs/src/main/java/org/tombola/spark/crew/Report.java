package org.tombola.spark.crew;

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
 */
public record Report(
    String id,
    Outcome.@Nullable Kind failure,
    @Nullable String why,
    boolean diverged,
    double robust,
    String host,
    String executor)
    implements Serializable {

  /** Whether the work is done. */
  public boolean done() {
    return failure == null;
  }
}
