package org.tombola.spark.crew;

import org.tombola.sweeps.PlannedTrial;

/** Told of every trial that starts or ends; called from many threads. */
public interface Watch {
  /** Nobody looks. */
  Watch NOBODY =
      new Watch() {
        @Override
        public void started(PlannedTrial trial) {}

        @Override
        public void ended(PlannedTrial trial, Report report) {}
      };

  /** A trial was handed to Spark. */
  void started(PlannedTrial trial);

  /** A trial ended. */
  void ended(PlannedTrial trial, Report report);
}
