package org.tombola.spark.crew;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.table.Settings;
import org.tombola.spark.table.Specs;
import org.tombola.sweeps.PlannedTrial;

/** How far a sweep is: counts, each running trial's epoch and robust accuracy, time left. */
public final class Progress implements Watch {
  private final List<PlannedTrial> trials;
  private final int before;
  private final Instant begun;
  private final Function<PlannedTrial, String> names;
  private final Function<String, Optional<Heartbeat>> heartbeats;
  private final Map<String, PlannedTrial> running = new LinkedHashMap<>();
  private final Map<String, Report> ended = new LinkedHashMap<>();
  private int epochsEnded;

  /**
   * Nothing started yet.
   *
   * @param trials to run
   * @param before number of trials the tables held already
   * @param begun when the run began
   * @param names what a reader calls a trial
   * @param heartbeats of a running trial by its id
   */
  public Progress(
      List<PlannedTrial> trials,
      int before,
      Instant begun,
      Function<PlannedTrial, String> names,
      Function<String, Optional<Heartbeat>> heartbeats) {
    this.trials = List.copyOf(trials);
    this.before = before;
    this.begun = begun;
    this.names = names;
    this.heartbeats = heartbeats;
  }

  @Override
  public synchronized void started(PlannedTrial trial) {
    running.put(trial.id(), trial);
  }

  @Override
  public synchronized void ended(PlannedTrial trial, Report report) {
    running.remove(trial.id());
    if (report.ending() == Report.Ending.STOPPED) {
      return; // as if never started
    }
    ended.put(trial.id(), report);
    epochsEnded += trial.spec().epochs();
  }

  /** What there is to see: a line for the sweep, then one for each running trial. */
  public synchronized List<String> lines(Instant now) {
    Map<String, Heartbeat> beats = new LinkedHashMap<>();
    running.keySet().forEach(id -> heartbeats.apply(id).ifPresent(beat -> beats.put(id, beat)));
    List<String> lines = new ArrayList<>();
    lines.add(summary(now, beats));
    running
        .values()
        .forEach(
            trial ->
                lines.add("  " + names.apply(trial) + "  " + epoch(trial, beats.get(trial.id()))));
    return lines;
  }

  /** The same in one line. */
  public String line(Instant now) {
    List<String> lines = lines(now);
    return lines.stream().map(String::strip).collect(Collectors.joining("; "));
  }

  private String summary(Instant now, Map<String, Heartbeat> beats) {
    long failed = count(Report.Ending.FAILED);
    long diverged = count(Report.Ending.DIVERGED);
    int epochs = epochsEnded + beats.values().stream().mapToInt(Heartbeat::epoch).sum();
    int all = trials.stream().mapToInt(trial -> trial.spec().epochs()).sum();
    Duration spent = Duration.between(begun, now);
    String left =
        epochs == 0
            ? "time left unknown"
            : clock(spent.multipliedBy(all - epochs).dividedBy(epochs)) + " left";
    return "trials "
        + (before + ended.size() - failed)
        + "/"
        + (before + trials.size())
        + " done"
        + (diverged == 0 ? "" : " (" + diverged + " diverged)")
        + ", "
        + running.size()
        + " running, "
        + failed
        + " failed, "
        + clock(spent)
        + " gone, "
        + left;
  }

  private long count(Report.Ending ending) {
    return ended.values().stream().filter(report -> report.ending() == ending).count();
  }

  private static String epoch(PlannedTrial trial, @Nullable Heartbeat beat) {
    if (beat == null) {
      return "starting, " + trial.spec().epochs() + " epochs";
    }
    if (!beat.fetching().isEmpty()) {
      return "fetching " + beat.fetching();
    }
    return String.format(
        Locale.ROOT,
        "epoch %d/%d, robust accuracy %.1f %%",
        beat.epoch(),
        beat.epochs(),
        100 * beat.robustAccuracy());
  }

  /** Names of a plan's trials: their tickets, and what varies in the plan. */
  public static Function<PlannedTrial, String> names(List<PlannedTrial> plan) {
    Function<PlannedTrial, Map<String, String>> spec = trial -> Settings.of(trial.json()).flat();
    List<String> varying = Specs.varying(plan.stream().map(spec).toList());
    return trial -> Specs.name(spec.apply(trial), varying);
  }

  /** A duration as hours, minutes and seconds. */
  static String clock(Duration duration) {
    return duration.toHours() > 0
        ? String.format(Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart())
        : String.format(
            Locale.ROOT, "%d min %02d s", duration.toMinutesPart(), duration.toSecondsPart());
  }
}
