package org.tombola.trial;

import org.tombola.method.Told;

/** A stage's result is needed and is missing or damaged; running the stage makes it anew. */
public final class MissingResult extends IllegalStateException implements Told {
  private static final long serialVersionUID = 1;

  private final String sentence;
  private final String fingerprint;

  /**
   * Says what cannot be done without it.
   *
   * @param what that, as "compare trainings"
   * @param fingerprint of the stage
   */
  public MissingResult(String what, String fingerprint) {
    this.sentence =
        "Cannot " + what + ": the result of stage " + fingerprint + " is missing or damaged";
    this.fingerprint = fingerprint;
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  /** Of the stage whose result is not there. */
  public String fingerprint() {
    return fingerprint;
  }
}
