package org.tombola.spark.dispatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Json;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.trial.Outcome;

/** How far a sweep is: counts, each running stage's epoch and robust accuracy, time left. */
public final class Progress implements SweepDriver.Watch {
  private final Supplier<Agenda.Counts> counts;
  private final int failedBefore;
  private final Instant begun;
  private final Function<String, Optional<Heartbeat>> heartbeats;
  private final double costAtFirst;
  private final Map<Agenda.Run, String> running = new LinkedHashMap<>();
  private int failed;
  private String lastFailure = "";
  private int diverged;
  private int retried;

  /**
   * Nothing started yet.
   *
   * @param counts of the agenda
   * @param failedBefore trials that failed in an earlier run and are left as they are
   * @param begun when the run began
   * @param heartbeats of a running stage by its fingerprint
   */
  public Progress(
      Supplier<Agenda.Counts> counts,
      int failedBefore,
      Instant begun,
      Function<String, Optional<Heartbeat>> heartbeats) {
    this.counts = counts;
    this.failedBefore = failedBefore;
    this.begun = begun;
    this.heartbeats = heartbeats;
    this.costAtFirst = counts.get().costLeft();
  }

  @Override
  public synchronized void started(Agenda.Item item, String name) {
    if (item instanceof Agenda.Run run) {
      running.put(run, name);
    }
  }

  @Override
  public synchronized void done(Agenda.Item item, Report report) {
    if (item instanceof Agenda.Run run) {
      running.remove(run);
    }
    diverged += report.diverged() ? 1 : 0;
  }

  @Override
  public synchronized void failed(Agenda.Item item, String why, Outcome.@Nullable Failed last) {
    if (last == null) {
      retried++;
    } else if (item instanceof Agenda.Run run) {
      running.remove(run);
    } else {
      failed++;
      lastFailure = why;
    }
  }

  /** Why the last trial failed that failed for good; empty where none did. */
  public synchronized String lastFailure() {
    return lastFailure;
  }

  /** Number of trials that failed for good. */
  public synchronized int failures() {
    return failed;
  }

  /** What there is to see: a line for the sweep, then one for each running stage. */
  public List<String> lines(Instant now) {
    Map<Agenda.Run, String> shown;
    synchronized (this) {
      shown = new LinkedHashMap<>(running);
    }
    // not under the lock, which those who fill the slots wait for: each is read from the store
    Map<Agenda.Run, Heartbeat> beats = new LinkedHashMap<>();
    shown
        .keySet()
        .forEach(
            run -> heartbeats.apply(run.fingerprint()).ifPresent(beat -> beats.put(run, beat)));
    List<String> lines = new ArrayList<>();
    lines.add(summary(now, beats));
    shown.forEach(
        (run, name) ->
            lines.add("  " + run.stage().kind() + " " + name + "  " + epoch(run, beats.get(run))));
    return lines;
  }

  /** The same in one line. */
  public String line(Instant now) {
    return lines(now).stream().map(String::strip).collect(Collectors.joining("; "));
  }

  private synchronized String summary(Instant now, Map<Agenda.Run, Heartbeat> beats) {
    Agenda.Counts at = counts.get();
    return "trials "
        + (at.trialsDone() - failed - failedBefore)
        + "/"
        + at.trials()
        + " done"
        + (diverged == 0 ? "" : " (" + diverged + " diverged)")
        + ", stages "
        + at.stagesDone()
        + "/"
        + at.stages()
        + ", "
        + running.size()
        + " running, "
        + failed
        + " failed, "
        + (retried == 0 ? "" : retried + " retried, ")
        + clock(Duration.between(begun, now))
        + " elapsed, "
        + left(now, at, beats)
            .map(left -> "about " + clock(left) + " left")
            .orElse("time left unknown");
  }

  /** Time left at the speed so far; empty before anything is finished. */
  private Optional<Duration> left(Instant now, Agenda.Counts at, Map<Agenda.Run, Heartbeat> beats) {
    double partly =
        beats.entrySet().stream()
            .mapToDouble(each -> each.getKey().cost() * each.getValue().done())
            .sum();
    double left = at.costLeft() - partly;
    double done = costAtFirst - left;
    return done <= 0 || left < 0
        ? Optional.empty()
        : Optional.of(
            Duration.ofMillis((long) (Duration.between(begun, now).toMillis() * (left / done))));
  }

  /** The sweep's line as JSON, for those who look from elsewhere. */
  public String json(Instant now) {
    return Json.MAPPER.createObjectNode().put("line", lines(now).get(0)).toString();
  }

  /** The line in such a JSON; empty where there is none. */
  public static String line(String json) {
    try {
      return Json.MAPPER.readTree(json).path("line").asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static String epoch(Agenda.Run run, @Nullable Heartbeat beat) {
    if (beat == null) {
      int epochs = run.stage().until();
      return epochs > 0 ? "starting, " + epochs + " epochs" : "starting";
    }
    return beat.words();
  }

  /** A duration as hours, minutes and seconds. */
  static String clock(Duration duration) {
    return duration.toHours() > 0
        ? String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart())
        : String.format(
            Locale.ROOT, "%d min %02d s", duration.toMinutesPart(), duration.toSecondsPart());
  }
}
