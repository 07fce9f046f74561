package org.tombola.trial;

/** How a trial ended. */
public sealed interface Outcome {
  /** Trained to the end and measured. */
  record Completed() implements Outcome {}

  /**
   * The loss stopped being a number: a finding, not an error.
   *
   * @param step the optimiser step, from 1
   * @param loss what it was: NaN or infinite
   */
  record Diverged(long step, double loss) implements Outcome {}

  /**
   * Given up while others of its sweep went on: its best possible result is not known.
   *
   * @param epoch epochs done
   */
  record Stopped(int epoch) implements Outcome {}

  /**
   * Could not be finished.
   *
   * @param kind who has to act
   * @param message "Cannot X: reason"
   * @param stage kind of the stage that failed; "commit" or "add" where it was writing rows
   * @param attempts how often it was tried
   * @param host that tried it last
   */
  record Failed(Kind kind, String message, String stage, int attempts, String host)
      implements Outcome {}

  /** Who has to act on a failure. */
  enum Kind {
    /** The sweep file is wrong. */
    USER,
    /** Tombola is wrong. */
    INTERNAL,
    /** Too little memory or disk. */
    RESOURCE,
    /** The world outside: a file system, a network. */
    EXTERNAL
  }
}
