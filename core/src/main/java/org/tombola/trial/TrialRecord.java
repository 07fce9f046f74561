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
 * @param sparsityReached fraction of prunable weights that are zero in the final network, counted
 * @param bestEpoch first epoch with the highest robust accuracy on validation images, from 1; 0
 *     where no epoch was finished
 * @param end why training ended before its last epoch; empty where it did not
 * @param epochs one an epoch
 * @param evaluations one an attack, split and checkpoint
 * @param layers densities over time
 * @param kernels tangent kernels beside the dense twin's, where they were asked for
 * @param transfers between the tickets of a switch
 * @param predictions what became of each image, where the specification asks for it
 * @param flops what training and using the network costs
 * @param before what was spent before this training began, on stages other trials may share
 * @param seconds wall-clock of its own training and evaluations
 * @param provenance what made it
 */
public record TrialRecord(
    String id,
    TrialSpec spec,
    Outcome outcome,
    double sparsityReached,
    int bestEpoch,
    String end,
    List<EpochRecord> epochs,
    List<EvaluationRecord> evaluations,
    List<LayerRecord> layers,
    List<KernelRecord> kernels,
    List<TransferRecord> transfers,
    List<PredictionRecord> predictions,
    Flops flops,
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
   * Puts a trial together from the results of its stages.
   *
   * @throws MissingResult if one is missing
   */
  public static TrialRecord of(TrialSpec spec, Artifacts artifacts) {
    return of(spec, spec.epochs(), artifacts);
  }

  /**
   * Puts a trial together that was stopped after an epoch, where that is not its last: it is not
   * evaluated.
   *
   * @throws MissingResult if a stage's result is missing
   */
  public static TrialRecord of(TrialSpec spec, int until, Artifacts artifacts) {
    boolean stopped = until < spec.epochs();
    Stage.Train train = new Stage.Train(Training.of(spec), until);
    Before before = Before.NOTHING;
    StageResult own = result(train, artifacts);
    List<Stage> needed = Stage.of(train);
    for (Stage stage : needed) {
      if (!stage.equals(train) && needed.stream().noneMatch(stage::partOf)) {
        StageResult result = result(stage, artifacts);
        before = before.plus(result.found().before(result.seconds(), result.passes()));
      }
    }
    Measured measured = stopped ? Measured.NOTHING : Measured.of(spec, artifacts);
    double seconds = own.seconds();
    for (double each : measured.seconds()) {
      seconds += each;
    }
    StageResult.Trained trained = own.trained();
    Outcome outcome =
        stopped && trained.diverged() == 0 ? new Outcome.Stopped(until) : trained.outcome();
    return new TrialRecord(
        TrialId.of(spec),
        spec,
        outcome,
        trained.sparsity(),
        trained.bestEpoch(),
        trained.end(),
        trained.epochs(),
        measured.evaluations(),
        trained.layers(),
        measured.kernels(),
        measured.transfers(),
        measured.predictions(),
        trained.flops(),
        before,
        seconds,
        own.provenance());
  }

  static StageResult result(Stage stage, Artifacts artifacts) {
    return artifacts
        .describe(stage)
        .orElseThrow(() -> new MissingResult("put the trial together", stage.fingerprint()));
  }
}
