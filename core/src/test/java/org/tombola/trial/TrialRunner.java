package org.tombola.trial;

/**
 * Runs one trial, start to finish, on this thread. A sweep has no such place: its executors run the
 * stages of its trials one by one.
 */
final class TrialRunner {
  private TrialRunner() {}

  /**
   * Trains and measures a network: all stages of the trial whose results are not there yet.
   *
   * @return what was measured; divergence is an outcome in it
   */
  static TrialRecord run(TrialSpec spec, Surroundings surroundings) {
    for (Stage stage : Stage.of(spec)) {
      if (surroundings.artifacts().describe(stage).isEmpty()) {
        StageRunner.run(stage, surroundings);
      }
    }
    return TrialRecord.of(spec, spec.training().epochs(), surroundings.artifacts());
  }
}
