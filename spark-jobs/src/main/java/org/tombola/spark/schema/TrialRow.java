package org.tombola.spark.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.measure.Counts;
import org.tombola.network.Checkpoint;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.EvaluationRecord;
import org.tombola.trial.KernelRecord;
import org.tombola.trial.LayerRecord;
import org.tombola.trial.Outcome;
import org.tombola.trial.TrialRecord;

/**
 * A trial as the tables keep it.
 *
 * @param sweep name of the sweep that ran it
 * @param json canonical JSON of its specification
 * @param record what was measured
 */
public record TrialRow(String sweep, String json, TrialRecord record) {

  /** Whether there are measurements of a whole training. */
  boolean completed() {
    return record.outcome() instanceof Outcome.Completed;
  }

  /** Counts of the first attack, the first a trial evaluates with. */
  Optional<Counts> counts(Checkpoint checkpoint, SplitName split) {
    return record.measured().evaluations().stream()
        .filter(e -> e.checkpoint() == checkpoint && e.split() == split)
        .map(EvaluationRecord::counts)
        .findFirst();
  }

  /**
   * What is suspicious of the first attack's evaluations, each told once: empty where nothing is,
   * null where nobody looked.
   */
  @Nullable String suspicion() {
    List<EvaluationRecord> headline =
        record.measured().evaluations().stream()
            .filter(e -> e.settings().equals(record.measured().evaluations().get(0).settings()))
            .toList();
    String found =
        headline.stream()
            .filter(e -> e.suspicious() != null && !e.suspicious().isEmpty())
            .map(e -> e.checkpoint() + " " + e.split() + ": " + e.suspicious())
            .collect(Collectors.joining("; "));
    // a loss that is no number is seen where nobody looked for more
    boolean unseen = headline.stream().anyMatch(e -> e.suspicious() == null);
    return found.isEmpty() && (headline.isEmpty() || unseen) ? null : found;
  }

  /** Prunable layers of the last network without a weight, by name; null where nobody counted. */
  @Nullable String emptyLayers() {
    if (record.trained().layers().isEmpty()) {
      return null;
    }
    int last = record.trained().layers().stream().mapToInt(LayerRecord::epoch).max().orElse(0);
    return record.trained().layers().stream()
        .filter(layer -> layer.epoch() == last && layer.nonzero() == 0)
        .map(LayerRecord::layer)
        .collect(Collectors.joining(", "));
  }

  /** Passes of the whole trial. */
  Passes passes() {
    Passes sum = trainingPasses();
    for (EpochRecord epoch : record.trained().epochs()) {
      sum = sum.plus(epoch.measurePasses());
    }
    for (EvaluationRecord evaluation : record.measured().evaluations()) {
      sum = sum.plus(evaluation.passes());
    }
    for (KernelRecord kernel : record.measured().kernels()) {
      sum = sum.plus(kernel.passes());
    }
    return sum;
  }

  /** Network passes its own training made, measuring not included. */
  Passes trainingPasses() {
    return record.trained().epochs().stream()
        .map(EpochRecord::trainPasses)
        .reduce(Passes.NONE, Passes::plus);
  }

  /** Processor time of its own training, in seconds; NaN where nobody can tell. */
  double trainCpuSeconds() {
    return record.trained().epochs().isEmpty()
        ? Double.NaN
        : record.trained().epochs().stream().mapToDouble(EpochRecord::trainCpuSeconds).sum();
  }

  /**
   * A part of a trial.
   *
   * @param id of the trial
   */
  record Part<P>(String id, P part) {
    static <P> List<Part<P>> all(String id, List<P> parts) {
      return parts.stream().map(part -> new Part<>(id, part)).toList();
    }
  }
}
