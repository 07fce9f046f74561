package org.tombola.spark.crew;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.tombola.measure.Flops;
import org.tombola.trial.Build;
import org.tombola.trial.Outcome;
import org.tombola.trial.Provenance;
import org.tombola.trial.Science;
import org.tombola.trial.ThisHost;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/** What errors mean, and the records of trials that ended without measuring anything. */
final class Failures {
  private static final double NONE = Double.NaN;
  static final String CANNOT_RUN = "Cannot run the trial: ";
  private static final String EXECUTOR_LOST = "ExecutorLostFailure";

  private static final List<String> FULL =
      List.of(
          "no space left on device",
          "disk quota exceeded",
          "out of memory",
          "bad_alloc",
          "allocation failed");

  private Failures() {}

  /** Who has to act on an error met while a stage ran. */
  static Outcome.Kind kind(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof OutOfMemoryError || each instanceof LinkageError || full(each)) {
        return Outcome.Kind.RESOURCE;
      }
      if (each instanceof IOException || each instanceof UncheckedIOException) {
        return Outcome.Kind.EXTERNAL;
      }
    }
    // a specification that cannot be made is the only argument that comes from outside
    return error instanceof IllegalArgumentException ? Outcome.Kind.USER : Outcome.Kind.INTERNAL;
  }

  /** Native code tells of a lack of memory in its own words. */
  private static boolean full(Throwable error) {
    String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    return FULL.stream().anyMatch(message::contains);
  }

  /** Whether any work would meet this error on this executor. */
  static Report.Fitness fitness(Throwable error) {
    return error instanceof LinkageError ? Report.Fitness.UNFIT : Report.Fitness.FIT;
  }

  /** Whether a failure of a kind may pass, so that the same work may succeed when tried again. */
  static boolean passes(Outcome.Kind kind) {
    return kind == Outcome.Kind.RESOURCE || kind == Outcome.Kind.EXTERNAL;
  }

  /** What to tell of an error: its message, or its kind where it has none. */
  static String message(Throwable error) {
    String message = error.getMessage();
    if (message != null && message.startsWith("Cannot ")) {
      return message;
    }
    return CANNOT_RUN + error.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  /** Whether a Spark job failed because the executor that ran it is gone. */
  static boolean executorLost(Throwable error) {
    String message = error.getMessage();
    return message != null && message.contains(EXECUTOR_LOST);
  }

  /** What to tell of a Spark job that failed. */
  static String ofJob(Throwable error) {
    String message = String.valueOf(error.getMessage());
    int lost = message.indexOf(EXECUTOR_LOST);
    String told = lost < 0 ? message : message.substring(lost);
    // Spark's messages go on with stack traces
    int line = told.indexOf('\n');
    told = line < 0 ? told : told.substring(0, line);
    return told.startsWith("Cannot ") ? told : CANNOT_RUN + told;
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
        "",
        List.of(),
        List.of(),
        List.of(),
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
        Science.VERSION,
        build.version(),
        build.commit(),
        Runtime.version().toString(),
        "unknown",
        "unknown",
        Slots.nativeThreads(),
        ThisHost.name(),
        "unknown",
        started.toString(),
        finished.toString());
  }
}
