package org.tombola.trial;

/** A stage's result is needed and is missing or damaged; running the stage makes it anew. */
public final class MissingResult extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final String fingerprint;

  /**
   * Says what cannot be done without it.
   *
   * @param what that, as "compare trainings"
   * @param fingerprint of the stage
   */
  public MissingResult(String what, String fingerprint) {
    super("Cannot " + what + ": the result of stage " + fingerprint + " is missing or damaged");
    this.fingerprint = fingerprint;
  }

  /** Of the stage whose result is not there. */
  public String fingerprint() {
    return fingerprint;
  }
}
