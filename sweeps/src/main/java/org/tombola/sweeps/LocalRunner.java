package org.tombola.sweeps;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.tombola.trial.Surroundings;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialRunner;
import org.tombola.trial.TrialSpec;

/**
 * Runs a plan in this JVM, one trial after another, for notebooks and tests.
 *
 * @param trial runs one trial
 */
public record LocalRunner(BiFunction<TrialSpec, Surroundings, TrialRecord> trial) {
  /** Trains and measures. */
  public LocalRunner() {
    this(TrialRunner::run);
  }

  /** The records of all trials, in the plan's order. */
  public List<TrialRecord> run(Plan plan, Surroundings surroundings) {
    List<TrialRecord> records = new ArrayList<>();
    for (PlannedTrial planned : plan.trials()) {
      records.add(trial.apply(planned.spec(), surroundings));
    }
    return records;
  }
}
