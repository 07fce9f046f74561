package org.tombola.trial;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.measure.Flops;
import org.tombola.method.Canonical;
import org.tombola.method.Json;
import org.tombola.network.Passes;

/**
 * The description in a stage's bundle: what it measured and what it took.
 *
 * @param kind "draw", "train", "kernel" or "evaluate"
 * @param stage canonical JSON of the stage
 * @param seconds wall-clock spent on it, over all attempts that left a checkpoint
 * @param passes network passes made, measuring included
 * @param provenance what made it
 * @param found what it found
 */
public record StageResult(
    String kind,
    String stage,
    double seconds,
    Passes passes,
    Provenance provenance,
    @JsonUnwrapped @JsonProperty(access = JsonProperty.Access.READ_ONLY) Found found) {

  /**
   * What a search found.
   *
   * @param sparsity fraction of prunable weights the mask drops
   * @param cpuSeconds processor time the search took, of all threads; NaN where nobody can tell
   */
  public record Drawn(double sparsity, double cpuSeconds) {
    /** A result that tells no processor time was not asked. */
    public Drawn {
      cpuSeconds = cpuSeconds == 0 ? Double.NaN : cpuSeconds;
    }
  }

  /**
   * What a training measured. Of a switch, which is not trained itself, it is the mean of its
   * members where they have something to average, and nothing else.
   *
   * @param until epochs asked for, from 1
   * @param epochs one an epoch done
   * @param layers densities over time
   * @param diverged the optimiser step at which the loss stopped being a number; 0 where it did not
   * @param divergedLoss that loss; 0 where there is none
   * @param bestEpoch first epoch with the highest robust accuracy on validation images; 0 where no
   *     epoch was finished
   * @param sparsity fraction of prunable weights that are zero in the last network, counted
   * @param flops what training, as far as it came, and using the network costs
   * @param end why it ended before its last epoch; empty where it did not
   * @param step optimiser steps done
   * @param keptSum weights kept of each prunable slice, summed over the steps
   */
  public record Trained(
      int until,
      List<EpochRecord> epochs,
      List<LayerRecord> layers,
      long diverged,
      double divergedLoss,
      int bestEpoch,
      double sparsity,
      Flops flops,
      String end,
      long step,
      double[] keptSum) {

    /** Of one that has no epochs of its own. */
    static Trained without(int until, Outcome outcome, double sparsity, Flops flops) {
      long step = 0;
      double loss = 0;
      if (outcome instanceof Outcome.Diverged diverged) {
        step = diverged.step();
        loss = diverged.loss();
      }
      return new Trained(
          until, List.of(), List.of(), step, loss, 0, sparsity, flops, "", 0, new double[0]);
    }

    /** The last epoch done; 0 where none is. */
    public int last() {
      return epochs.isEmpty() ? 0 : epochs.get(epochs.size() - 1).epoch();
    }

    /** How the training ended, where nobody stopped it. */
    public Outcome outcome() {
      return diverged == 0 ? new Outcome.Completed() : new Outcome.Diverged(diverged, divergedLoss);
    }

    /** The highest robust accuracy on validation images after any of the first epochs. */
    public double bestRobust(int within) {
      return epochs.stream()
          .filter(epoch -> epoch.epoch() <= within)
          .mapToDouble(epoch -> epoch.validation().robustAccuracy())
          .max()
          .orElse(Double.NEGATIVE_INFINITY);
    }
  }

  /** What a stage found. */
  static StageResult of(
      Stage stage, double seconds, Passes passes, Provenance provenance, Found found) {
    return new StageResult(stage.kind(), Canonical.json(stage), seconds, passes, provenance, found);
  }

  @JsonCreator
  private static StageResult of(
      @JsonProperty("kind") String kind,
      @JsonProperty("stage") String stage,
      @JsonProperty("seconds") double seconds,
      @JsonProperty("passes") Passes passes,
      @JsonProperty("provenance") Provenance provenance,
      @JsonProperty("trained") @Nullable Trained trained,
      @JsonProperty("evaluations") @Nullable List<EvaluationRecord> evaluations,
      @JsonProperty("drawn") @Nullable Drawn drawn,
      @JsonProperty("kernels") @Nullable List<KernelRecord> kernels,
      @JsonProperty("transfers") @Nullable List<TransferRecord> transfers) {
    Found found =
        trained != null
            ? new Found.Train(trained)
            : drawn != null
                ? new Found.Draw(drawn)
                : kernels != null
                    ? new Found.Kernel(kernels)
                    : evaluations == null
                        ? new Found.Nothing()
                        : transfers == null
                            ? new Found.Evaluate(evaluations)
                            : new Found.Switch(evaluations, transfers);
    return new StageResult(kind, stage, seconds, passes, provenance, found);
  }

  /**
   * What a training measured.
   *
   * @throws IllegalStateException if the stage is none
   */
  public Trained trained() {
    return found.trained();
  }

  /** The fingerprint of the stage it says it is of, by the science it says made it. */
  public String fingerprint() {
    return Stage.fingerprint(Math.min(provenance.scienceVersion(), Science.since(stage)), stage);
  }

  /** As JSON. */
  public String json() {
    return Json.text(this);
  }

  /**
   * From JSON; keys of a later version are passed over.
   *
   * @throws IllegalStateException if it is no such description, or lacks something
   */
  public static StageResult read(String json) {
    try {
      StageResult result = Json.MAPPER.readValue(json, StageResult.class);
      Complete.require(result, "stage");
      return result;
    } catch (JsonProcessingException e) {
      // not the fault of whoever wrote the sweep file
      throw new IllegalStateException("Cannot read a stage's result: " + e.getOriginalMessage(), e);
    }
  }
}
