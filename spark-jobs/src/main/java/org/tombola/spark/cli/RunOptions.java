package org.tombola.spark.cli;

import org.jspecify.annotations.Nullable;
import org.tombola.method.Refused;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a sweep is run. */
final class RunOptions {
  @Mixin ClusterOptions cluster = new ClusterOptions();

  @Option(names = "--retry-failed", description = "Runs only the trials that failed before.")
  boolean retryFailed;

  @Option(
      names = "--checkpoint-epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Epochs between two checkpoints of a training; default: ${DEFAULT-VALUE}.")
  int checkpointEpochs = 10;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Minutes after which a checkpoint is also saved, at the next end of an epoch; default:"
              + " ${DEFAULT-VALUE}.")
  double checkpointMinutes = 5;

  @Option(
      names = "--max-gpu-hours",
      paramLabel = "N",
      description =
          "Refuses to run if past results predict that the rest takes more hours of one device (GPU"
              + " or slot).")
  @Nullable Double maxGpuHours;

  /** Checks the numbers. */
  void check() {
    if (checkpointEpochs < 1) {
      throw new Refused(
          "Cannot run: --checkpoint-epochs must be at least 1, not " + checkpointEpochs);
    }
    ClusterOptions.within("--checkpoint-minutes", checkpointMinutes, 0);
    Double hours = maxGpuHours;
    if (hours != null) {
      ClusterOptions.within("--max-gpu-hours", hours, 0);
    }
    cluster.check();
  }

  Remaining.Which which() {
    return retryFailed ? Remaining.Which.FAILED : Remaining.Which.UNFINISHED;
  }
}
