package org.tombola.spark;

import org.jspecify.annotations.Nullable;
import org.tombola.method.Refused;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a sweep is run. */
final class RunOptions {
  @Mixin CrewOptions crew = new CrewOptions();

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
      names = "--max-gpu-hours",
      paramLabel = "N",
      description =
          "Refuses to run where past results say that what is left takes more hours of one device"
              + " (GPU or slot).")
  @Nullable Double maxGpuHours;

  /** Checks the numbers. */
  void check() {
    if (checkpointEpochs < 1) {
      throw new Refused(
          "Cannot run: --checkpoint-epochs is a number of at least 1, not " + checkpointEpochs);
    }
    CrewOptions.within("--checkpoint-minutes", checkpointMinutes, 0);
    Double hours = maxGpuHours;
    if (hours != null) {
      CrewOptions.within("--max-gpu-hours", hours, 0);
    }
    crew.check();
  }

  Remaining.Which which() {
    return retryFailed ? Remaining.Which.FAILED : Remaining.Which.UNFINISHED;
  }
}
