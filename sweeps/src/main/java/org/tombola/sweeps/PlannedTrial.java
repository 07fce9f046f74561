package org.tombola.sweeps;

import java.util.List;
import org.tombola.attack.Attack;
import org.tombola.method.Canonical;
import org.tombola.trial.TrialId;
import org.tombola.trial.TrialSpec;

/**
 * A trial to run.
 *
 * @param id 16 hexadecimal digits, from the JSON of the trial as a sweep asks for it
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

  /**
   * The same trial, trained already, under further attacks: its id with a specification that asks
   * for these alone.
   *
   * @throws IllegalArgumentException if one of them is its own, or cannot be on it
   */
  public PlannedTrial attackedBy(List<Attack> further) {
    if (spec.evaluate().stream().anyMatch(further::contains)) {
      throw new IllegalArgumentException(
          "Cannot add attacks to trial " + id + ": its specification asks for one of them itself");
    }
    TrialSpec other = spec.attackedBy(further);
    return new PlannedTrial(id, other, Canonical.json(other));
  }

  /** Whether it stands for further attacks on a trial that is trained already. */
  public boolean adds() {
    return !id.equals(TrialId.ofJson(json));
  }
}
