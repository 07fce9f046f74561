package org.tombola.spark.dispatch;

import java.time.Duration;
import org.tombola.trial.Outcome;

/** Counts what speaks against trying a piece of work once more. */
final class Retries {
  private final SweepDriver.Rules rules;
  private int tries;
  private int kills;
  private int furthest;
  private boolean hung;
  private Duration pause;

  Retries(SweepDriver.Rules rules) {
    this.rules = rules;
    this.pause = rules.pause();
  }

  /** Counts a failed try; returns what to tell of it. */
  String count(Attempts.Try tried) {
    if (tried.epoch() > furthest) {
      furthest = tried.epoch();
      tries = 0;
      kills = 0;
      pause = rules.pause();
    }
    tries++;
    kills += tried.ending() == Attempts.Ending.KILLED ? 1 : 0;
    hung = tried.ending() == Attempts.Ending.HUNG_FOR_GOOD;
    String why = String.valueOf(tried.report().why());
    return kills < rules.kills()
        ? why
        : "Cannot run the trial: it is quarantined, because it crashed "
            + kills
            + " executors; the last: "
            + why.replace(Failures.CANNOT_RUN, "");
  }

  /** Whether that was the last try. */
  boolean out(Outcome.Kind kind) {
    return hung || kills >= rules.kills() || !Failures.passes(kind) || tries >= rules.tries();
  }

  /** How long to wait before the next try. */
  Duration pause() {
    Duration now = pause;
    pause = pause.multipliedBy(2);
    return now;
  }
}
