package org.tombola.spark.crew;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tombola.measure.Flops;
import org.tombola.trial.Build;
import org.tombola.trial.Outcome;
import org.tombola.trial.Provenance;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/** Records of trials that ended without measuring anything. */
final class Failures {
  private static final double NONE = Double.NaN;

  private Failures() {}

  /** What to tell of an error: its message, or its kind where it has none. */
  static String message(Throwable error) {
    String message = error.getMessage();
    if (message != null && message.startsWith("Cannot ")) {
      return message;
    }
    return "Cannot run the trial: "
        + error.getClass().getSimpleName()
        + (message == null ? "" : ": " + message);
  }

  /** What to tell of a Spark job that failed: the first of its causes that says "Cannot". */
  static String ofJob(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (message != null && message.startsWith("Cannot ")) {
        return message;
      }
    }
    String message = message(error);
    // Spark's messages go on with the executor's stack trace
    int line = message.indexOf('\n');
    return line < 0 ? message : message.substring(0, line);
  }

  /** The record of a trial that failed. */
  static TrialRecord record(String id, TrialSpec spec, Outcome.Failed outcome, Instant started) {
    Instant now = Instant.now();
    return new TrialRecord(
        id,
        spec,
        outcome,
        NONE,
        0,
        List.of(),
        List.of(),
        List.of(),
        new Flops(NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
        TrialRecord.Before.NOTHING,
        Duration.between(started, now).toMillis() / 1000.0,
        provenance(started, now));
  }

  private static Provenance provenance(Instant started, Instant finished) {
    Build build = Build.current();
    return new Provenance(
        Provenance.SCIENCE_VERSION,
        build.version(),
        build.commit(),
        Runtime.version().toString(),
        "unknown",
        "unknown",
        Slots.nativeThreads(),
        Slots.host(),
        "unknown",
        started.toString(),
        finished.toString());
  }
}
