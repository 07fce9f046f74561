package org.tombola.spark.crew;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What an executor answers: how one trial ended. The measurements are in the tables.
 *
 * @param id of the trial
 * @param ending how
 * @param why message of a failure or the step of a divergence; null where completed
 */
public record Report(String id, Ending ending, @Nullable String why) implements Serializable {
  /** How a trial ended. */
  public enum Ending {
    /** Trained and measured. */
    COMPLETED,
    /** The loss stopped being a number. */
    DIVERGED,
    /** Not finished, by its own fault or its machine's. */
    FAILED,
    /** Not finished because the whole run was stopped: as if never started. */
    STOPPED
  }
}
