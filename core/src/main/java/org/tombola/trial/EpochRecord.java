package org.tombola.trial;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.tombola.measure.Counts;
import org.tombola.network.Passes;

/**
 * What was measured after one epoch. Counts are kept, not only ratios: each count is of the images
 * counted beside it.
 *
 * @param epoch from 1
 * @param learningRate of the epoch's last step
 * @param trainLoss mean training loss over the epoch, as optimised
 * @param runningCorrect training examples (as perturbed and augmented) the network had right while
 *     it trained
 * @param runningImages training examples seen in the epoch
 * @param train standard and robust counts on training images, evaluation mode, not augmented
 * @param validation the same on validation images
 * @param test the same on test images
 * @param sparsity fraction of prunable weights the mask drops
 * @param maskChange fraction of prunable places whose mask bit moved in this epoch
 * @param trainSeconds wall-clock spent training
 * @param trainCpuSeconds processor time spent training, of all threads; NaN where nobody can tell
 * @param measureSeconds wall-clock spent measuring
 * @param trainPasses network passes spent training
 * @param measurePasses network passes spent measuring
 * @param alarm what the recipe found wrong after it, in words; empty where nothing is
 */
public record EpochRecord(
    int epoch,
    double learningRate,
    double trainLoss,
    long runningCorrect,
    long runningImages,
    Counts train,
    Counts validation,
    Counts test,
    double sparsity,
    double maskChange,
    double trainSeconds,
    double trainCpuSeconds,
    double measureSeconds,
    Passes trainPasses,
    Passes measurePasses,
    String alarm) {

  /** A result that tells of no alarm had none; one that tells no processor time was not asked. */
  public EpochRecord {
    trainCpuSeconds = trainCpuSeconds == 0 ? Double.NaN : trainCpuSeconds;
    alarm = Objects.requireNonNullElse(alarm, "");
  }

  /** All losses measured, in the order of the splits, clean before attacked. */
  List<Double> losses() {
    return Stream.of(train, validation, test)
        .flatMap(counts -> Stream.of(counts.standardLoss(), counts.robustLoss()))
        .toList();
  }

  /** Whether all of them are finite; a training whose are not has diverged there. */
  public boolean finite() {
    return losses().stream().allMatch(Double::isFinite);
  }
}
