package org.tombola.spark;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.crew.Crew;
import org.tombola.spark.crew.Slots;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a sweep is run: where, how much at once, and what is done about trouble. */
final class RunOptions {
  /** More minutes or hours than anything takes. */
  private static final int MOST = 1_000_000;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master, as spark://host:7077; this machine alone unless given.")
  @Nullable String master;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description =
          "Stages at once; processors / threads unless given, all a cluster has room for on one.")
  @Nullable Integer slots;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Native threads of each stage; ${DEFAULT-VALUE} unless given.")
  int threads = 1;

  @Option(
      names = "--retry-failed",
      description = "Runs just the trials that failed before, and no others.")
  boolean retryFailed;

  @Option(
      names = "--checkpoint-epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Epochs between two checkpoints of a training; ${DEFAULT-VALUE} unless given.")
  int checkpointEpochs = 10;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Minutes after which the next epoch's end saves one all the same; ${DEFAULT-VALUE} unless"
              + " given.")
  double checkpointMinutes = 5;

  @Option(
      names = "--watchdog",
      paramLabel = "MINUTES",
      defaultValue = "30",
      description =
          "Minutes without a sign of life after which a stage is taken to hang; ${DEFAULT-VALUE}"
              + " unless given.")
  double watchdog = 30;

  @Mixin SparkSettings settings = new SparkSettings();

  @Option(
      names = "--recycle",
      paramLabel = "N",
      description =
          "Stages after which an executor is replaced, 0 for never; 50 on GPUs unless given, never"
              + " on processors.")
  @Nullable Integer recycle;

  @Option(
      names = "--max-gpu-hours",
      paramLabel = "N",
      description =
          "Refuses to run where past results say that what is left takes more hours of one device"
              + " (GPU or slot).")
  @Nullable Double maxGpuHours;

  /** Stages at once on this machine, or those asked for. */
  Slots room() {
    Integer asked = slots;
    return asked == null ? Slots.filling(threads) : new Slots(asked, threads);
  }

  /** Checks the numbers. */
  void check() {
    Slots unused = room();
    if (checkpointEpochs < 1) {
      throw new IllegalArgumentException(
          "Cannot run: --checkpoint-epochs is a number of at least 1, not " + checkpointEpochs);
    }
    within("--checkpoint-minutes", checkpointMinutes, 0);
    within("--watchdog", watchdog, 0.01);
    Double hours = maxGpuHours;
    if (hours != null) {
      within("--max-gpu-hours", hours, 0);
    }
  }

  private static void within(String option, double value, double least) {
    if (!(value >= least && value <= MOST)) {
      throw new IllegalArgumentException(
          "Cannot run: %s is from %s to %d, not %s".formatted(option, least, MOST, value));
    }
  }

  Left.Which which() {
    return retryFailed ? Left.Which.FAILED : Left.Which.UNFINISHED;
  }

  Crew.Rules rules() {
    Crew.Rules standard = new Crew.Rules();
    return new Crew.Rules(
        standard.tries(),
        standard.kills(),
        standard.pause(),
        Duration.ofMillis(Math.round(watchdog * 60_000)));
  }
}
