package org.tombola.spark.dispatch;

import java.io.Serializable;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;

/** Runs a stage on an executor: the seam between Spark and the science. */
@FunctionalInterface
public interface Work extends Serializable {
  /** Trains and evaluates for real. */
  Work SCIENCE = StageRunner::run;

  /** Runs a stage and keeps its result in the surroundings' artifacts. */
  StageResult run(Stage stage, Surroundings surroundings);
}
