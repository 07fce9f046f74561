package org.tombola.spark.crew;

import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tombola.data.Progress;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/** Runs a trial on an executor: the seam between Spark and the science. */
@FunctionalInterface
public interface Work extends Serializable {
  /**
   * Trains and measures.
   *
   * @param spec what
   * @param data folder to look for data sets in first; null for the usual places only
   * @param watcher told how far it is
   */
  TrialRecord run(TrialSpec spec, @Nullable Path data, Watcher watcher);

  /** Told how far a trial is. */
  @FunctionalInterface
  interface Watcher {
    /** An epoch was finished. */
    void epoch(EpochRecord epoch);

    /** A download of the data set has come so far; told often. */
    default void fetching(Progress progress) {}
  }
}
