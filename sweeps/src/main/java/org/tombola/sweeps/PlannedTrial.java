package org.tombola.sweeps;

import org.tombola.method.Canonical;
import org.tombola.trial.TrialId;
import org.tombola.trial.TrialSpec;

/**
 * A trial to run.
 *
 * @param id 16 hexadecimal digits, from the JSON
 * @param spec what it asks
 * @param json the same as canonical JSON: what crosses the wire and is read back with {@link
 *     Canonical#read}
 */
public record PlannedTrial(String id, TrialSpec spec, String json) {
  /** A specification with its identity. */
  public static PlannedTrial of(TrialSpec spec) {
    String json = Canonical.json(spec);
    return new PlannedTrial(TrialId.ofJson(json), spec, json);
  }
}
