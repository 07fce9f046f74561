package org.tombola.spark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.crew.Crew;
import org.tombola.spark.crew.Slots;
import picocli.CommandLine.Option;

/** How a sweep is run: where, how much at once, and what is done about trouble. */
final class RunOptions {
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

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of Spark, as spark.executor.memory=4g; may be given again and again.")
  Map<String, String> settings = new LinkedHashMap<>();

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
    if (checkpointEpochs < 1) {
      throw new IllegalArgumentException(
          "Cannot run: --checkpoint-epochs is a number of at least 1, not " + checkpointEpochs);
    }
    if (!(checkpointMinutes >= 0)) {
      throw new IllegalArgumentException(
          "Cannot run: --checkpoint-minutes is at least 0, not " + checkpointMinutes);
    }
    if (!(watchdog > 0)) {
      throw new IllegalArgumentException("Cannot run: --watchdog is above 0, not " + watchdog);
    }
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
