package org.tombola.spark.crew;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
   * @param watcher told of every finished epoch
   */
  TrialRecord run(TrialSpec spec, @Nullable Path data, Consumer<EpochRecord> watcher);
}
