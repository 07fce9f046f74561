package org.tombola.trial;

import java.util.List;
import org.tombola.measure.Flops;
import org.tombola.network.Passes;

/**
 * All that a trial measured.
 *
 * @param id of the trial
 * @param spec what was asked
 * @param outcome how it ended
 * @param trained what its training measured
 * @param measured what was measured of its networks; nothing where it did not complete
 * @param before what was spent before this training began, on stages other trials may share
 * @param seconds wall-clock of its own training and evaluations
 * @param provenance what made it
 */
public record TrialRecord(
    String id,
    TrialSpec spec,
    Outcome outcome,
    StageResult.Trained trained,
    Measurements measured,
    Before before,
    double seconds,
    Provenance provenance) {

  /**
   * What the stages took that had to be finished before a trial's own training began.
   *
   * @param epochs trained
   * @param macs true multiply-accumulates spent training
   * @param seconds wall-clock spent training and searching, measuring not included
   * @param cpuSeconds processor time spent so, of all threads; NaN where nobody can tell
   * @param passes network passes spent training and searching, measuring not included
   */
  public record Before(int epochs, double macs, double seconds, double cpuSeconds, Passes passes) {
    /** Nothing had to be. */
    public static final Before NOTHING = new Before(0, 0, 0, 0, Passes.NONE);

    private Before plus(Before other) {
      return new Before(
          epochs + other.epochs,
          macs + other.macs,
          seconds + other.seconds,
          cpuSeconds + other.cpuSeconds,
          passes.plus(other.passes));
    }
  }

  /**
   * Puts a trial together from the results of its stages. One that was stopped before its last
   * epoch is not evaluated.
   *
   * @param until epochs done
   * @throws MissingResult if a stage's result is missing
   */
  public static TrialRecord of(TrialSpec spec, int until, Artifacts artifacts) {
    boolean stopped = until < spec.training().epochs();
    Stage.Train train = new Stage.Train(spec.training(), until);
    Before before = Before.NOTHING;
    StageResult own = result(train, artifacts);
    List<Stage> needed = Stage.of(train);
    for (Stage stage : needed) {
      if (!stage.equals(train) && needed.stream().noneMatch(stage::partOf)) {
        StageResult result = result(stage, artifacts);
        before = before.plus(result.found().before(result.seconds(), result.passes()));
      }
    }
    Measurements measured = stopped ? Measurements.NOTHING : Measurements.of(spec, artifacts);
    double seconds = own.seconds();
    for (double each : measured.seconds()) {
      seconds += each;
    }
    StageResult.Trained trained = own.trained();
    Outcome outcome =
        stopped && trained.diverged() == 0 ? new Outcome.Stopped(until) : trained.outcome();
    return new TrialRecord(
        TrialId.of(spec), spec, outcome, trained, measured, before, seconds, own.provenance());
  }

  /**
   * The record of a trial that could not be finished.
   *
   * @param id of the trial as its sweep asks for it
   * @param seconds wall-clock spent on it
   */
  public static TrialRecord failed(
      String id, TrialSpec spec, Outcome.Failed outcome, double seconds, Provenance provenance) {
    return new TrialRecord(
        id,
        spec,
        outcome,
        StageResult.Trained.without(0, outcome, Double.NaN, Flops.UNKNOWN),
        Measurements.NOTHING,
        Before.NOTHING,
        seconds,
        provenance);
  }

  static StageResult result(Stage stage, Artifacts artifacts) {
    return artifacts
        .describe(stage)
        .orElseThrow(() -> new MissingResult("put the trial together", stage.fingerprint()));
  }
}
