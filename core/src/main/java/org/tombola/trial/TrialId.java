package org.tombola.trial;

import org.tombola.method.Canonical;

/** The identity of a trial: what it asks, and nothing else. */
public final class TrialId {
  private TrialId() {}

  /** The id of a trial: 16 hexadecimal digits. */
  public static String of(TrialSpec spec) {
    return ofJson(Canonical.json(spec));
  }

  /** The id of a trial's canonical JSON: the first 16 hexadecimal digits of its SHA-256. */
  public static String ofJson(String json) {
    return Hash.of(json, Hash.TRIAL);
  }
}
