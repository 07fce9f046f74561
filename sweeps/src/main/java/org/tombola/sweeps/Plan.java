package org.tombola.sweeps;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Number of trials to run. */
  public int distinct() {
    return trials.size();
  }

  /** Number of trials that mean the same as an earlier one. */
  public int repeated() {
    return written - trials.size();
  }
}
