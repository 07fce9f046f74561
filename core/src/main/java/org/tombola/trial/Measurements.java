package org.tombola.trial;

import java.util.ArrayList;
import java.util.List;

/**
 * What a trial's measurements found, in their order.
 *
 * @param evaluations one an attack, split and checkpoint
 * @param kernels tangent kernels, where they were asked for
 * @param transfers between the tickets of a switch
 * @param predictions what became of each image, where they were asked for
 * @param seconds wall-clock, one a measurement
 */
public record Measurements(
    List<EvaluationRecord> evaluations,
    List<KernelRecord> kernels,
    List<TransferRecord> transfers,
    List<PredictionRecord> predictions,
    List<Double> seconds) {
  /** Of a trial that was not measured. */
  static final Measurements NOTHING =
      new Measurements(List.of(), List.of(), List.of(), List.of(), List.of());

  /**
   * Puts it together from the results of all measurements that a specification asks for.
   *
   * @throws MissingResult if one is missing
   */
  public static Measurements of(TrialSpec spec, Artifacts artifacts) {
    Measurements all =
        new Measurements(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (Stage stage : Stage.of(spec)) {
      if (stage.measures()) {
        StageResult result = TrialRecord.result(stage, artifacts);
        all.evaluations.addAll(result.found().evaluations());
        all.kernels.addAll(result.found().kernels());
        all.transfers.addAll(result.found().transfers());
        if (spec.predictions()) {
          all.predictions.addAll(PredictionRecord.of(result, stage, artifacts));
        }
        all.seconds.add(result.seconds());
      }
    }
    return all;
  }
}
