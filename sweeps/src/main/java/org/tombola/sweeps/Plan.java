package org.tombola.sweeps;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tombola.data.Source;
import org.tombola.network.Footprint;
import org.tombola.trial.Need;
import org.tombola.trial.TrialSpec;

/**
 * The distinct trials of a sweep, in the order they are written: the last axis of a grid turns
 * fastest, extra trials come last.
 *
 * @param written number of trials the file spells out, repetitions included
 * @param trials each once, where it is first written
 */
public record Plan(int written, List<PlannedTrial> trials) {
  /** Keeps its own copy. */
  public Plan {
    trials = List.copyOf(trials);
  }

  /** Drops trials that mean the same as an earlier one. */
  public static Plan of(List<TrialSpec> written) {
    Map<String, PlannedTrial> distinct = new LinkedHashMap<>();
    for (TrialSpec spec : written) {
      PlannedTrial trial = PlannedTrial.of(spec);
      distinct.putIfAbsent(trial.id(), trial);
    }
    return new Plan(written.size(), List.copyOf(distinct.values()));
  }

  /** The most memory and the most passes that any of the trials asks for. */
  public Need need() {
    Map<List<Object>, Footprint> footprints = new HashMap<>();
    double memory = 0;
    double passes = 0;
    for (PlannedTrial trial : trials) {
      TrialSpec spec = trial.spec();
      Source data = spec.training().data();
      Footprint network =
          footprints.computeIfAbsent(
              List.of(spec.training().network(), data),
              pair ->
                  spec.training()
                      .network()
                      .check(data.shape(), data.normalisation(), data.classes()));
      Need need = Need.of(spec, network);
      memory = Math.max(memory, need.memory());
      passes = Math.max(passes, need.passes());
    }
    return new Need(memory, passes);
  }

  /** Number of trials that mean the same as an earlier one. */
  public int repeated() {
    return written - trials.size();
  }
}
