package org.tombola.spark.dispatch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tombola.method.Refused;
import org.tombola.method.Told;
import org.tombola.trial.Build;
import org.tombola.trial.Outcome;
import org.tombola.trial.Provenance;
import org.tombola.trial.Science;
import org.tombola.trial.ThisHost;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/** What errors mean, and the records of trials that ended without measuring anything. */
final class Failures {
  static final String CANNOT_RUN = "Cannot run the trial: ";
  private static final String EXECUTOR_LOST = "ExecutorLostFailure";

  /** What Spark says of it in one line, its reason last. */
  private static final Pattern LOST =
      Pattern.compile(EXECUTOR_LOST + "(?:[^\\n]*?Reason: ([^\\n]*))?");

  /** Of an error only the log explains: its own message is for those who work on the program. */
  private static final String INSIDE =
      "an internal error of Tombola; see tombola.log, or the executor's log if it ran on another"
          + " machine";

  private Failures() {}

  /** Who has to act on an error met while a stage ran. */
  static Outcome.Kind kind(Throwable error) {
    if (Reasons.shortage(error)) {
      return Outcome.Kind.RESOURCE;
    }
    if (Told.first(error, IOException.class).isPresent()) {
      return Outcome.Kind.EXTERNAL;
    }
    return Told.first(error, Refused.class).isPresent() ? Outcome.Kind.USER : Outcome.Kind.INTERNAL;
  }

  /** Whether any work would meet this error on this executor. */
  static Report.Fitness fitness(Throwable error) {
    return Reasons.withoutNativeCode(error) ? Report.Fitness.UNFIT : Report.Fitness.FIT;
  }

  /** Whether a failure of a kind may pass, so that the same work may succeed when tried again. */
  static boolean passes(Outcome.Kind kind) {
    return kind == Outcome.Kind.RESOURCE || kind == Outcome.Kind.EXTERNAL;
  }

  /** What to tell of an error: the sentence it has for the user, or what it means. */
  static String message(Throwable error) {
    return Told.of(error)
        .map(Told::getMessage)
        .orElseGet(() -> CANNOT_RUN + Reasons.of(error).orElse(INSIDE));
  }

  /** Whether a Spark job failed because the executor that ran it is gone. */
  static boolean executorLost(Throwable error) {
    String message = error.getMessage();
    return message != null && message.contains(EXECUTOR_LOST);
  }

  /** What to tell of a Spark job that failed: the reason Spark gives for a lost executor. */
  static String ofJob(Throwable error) {
    String message = String.valueOf(error.getMessage());
    Matcher lost = LOST.matcher(message);
    return CANNOT_RUN
        + (lost.find()
            ? "its executor was lost" + (lost.group(1) == null ? "" : ": " + lost.group(1).strip())
            : Reasons.of(error).orElse(INSIDE));
  }

  /** The record of a trial that failed. */
  static TrialRecord record(String id, TrialSpec spec, Outcome.Failed outcome, Instant started) {
    Instant now = Instant.now();
    double seconds = Duration.between(started, now).toMillis() / 1000.0;
    return TrialRecord.failed(id, spec, outcome, seconds, provenance(started, now));
  }

  private static Provenance provenance(Instant started, Instant finished) {
    Build build = Build.current();
    return new Provenance(
        Science.VERSION,
        build.version(),
        build.commit(),
        Runtime.version().toString(),
        "unknown",
        "unknown",
        "unknown",
        Slots.nativeThreads(),
        ThisHost.name(),
        "unknown",
        started.toString(),
        finished.toString());
  }
}
