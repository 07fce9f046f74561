package org.tombola.trial;

/**
 * Runs one trial, start to finish, in this JVM and on this thread. A sweep does not: its executors
 * run the stages of its trials one by one.
 */
public final class TrialRunner {
  private TrialRunner() {}

  /**
   * Trains and measures a network: all stages of the trial whose results are not there yet.
   *
   * @return what was measured; divergence is an outcome in it
   * @throws IllegalArgumentException if what the specification asks for cannot be made
   * @throws java.io.UncheckedIOException if data cannot be read; the caller may retry
   * @throws OutOfMemoryError and other errors of the JVM; the caller may retry
   */
  public static TrialRecord run(TrialSpec spec, Surroundings surroundings) {
    for (Stage stage : Stage.of(spec)) {
      if (surroundings.artifacts().describe(stage).isEmpty()) {
        StageRunner.run(stage, surroundings);
      }
    }
    return TrialRecord.of(spec, surroundings.artifacts());
  }
}
