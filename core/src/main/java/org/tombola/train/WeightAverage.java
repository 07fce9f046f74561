package org.tombola.train;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.tombola.mask.Mask;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.Images;

/**
 * The running average of a network's parameters, with statistics of batch normalisation estimated
 * for it anew: those of the networks averaged are not its own.
 */
final class WeightAverage {
  private static final String MEAN = "average";
  private static final String COUNT = "averaged";

  private final Recipe.Ingredients given;
  private final Network network;
  private final float[] mean;
  private int count;

  WeightAverage(Recipe.Ingredients given) {
    this.given = given;
    this.network = given.network();
    this.mean = new float[network.layout().length()];
  }

  /**
   * Takes the network's parameters in, and estimates the statistics.
   *
   * @param mask in force
   * @param key of the estimate's batches
   */
  void take(Mask mask, Key key) {
    count++;
    float[] parameters = network.parameters();
    for (int i = 0; i < mean.length; i++) {
      mean[i] += (parameters[i] - mean[i]) / count;
    }
    if (network.layout().slices().stream().anyMatch(WeightAverage::statistic)) {
      estimate(mask, key);
    }
  }

  /** One pass over the clean augmented images; each counts the same (Izmailov et al. 2018). */
  private void estimate(Mask mask, Key key) {
    float[] trained = network.parameters();
    network.assign(shown(mask).orElseThrow());
    int[] order = key.child("order").permutation(given.images().count());
    for (int seen = 0; seen < order.length; seen += given.plan().batch()) {
      int end = Math.min(order.length, seen + given.plan().batch());
      Images batch =
          Trainer.batch(
              given.images(),
              Arrays.copyOfRange(order, seen, end),
              given.plan().augment(),
              key.child("augment"));
      network.gatherStatistics(batch, (double) (end - seen) / end);
    }
    float[] found = network.parameters();
    network.layout().slices().stream()
        .filter(WeightAverage::statistic)
        .forEach(
            slice -> System.arraycopy(found, slice.offset(), mean, slice.offset(), slice.length()));
    network.assign(trained);
  }

  private static boolean statistic(Slice slice) {
    return !slice.frozen() && (slice.kind() == Kind.MEAN || slice.kind() == Kind.VARIANCE);
  }

  /** The average under a mask; empty before there is any. */
  Optional<float[]> shown(Mask mask) {
    if (count == 0) {
      return Optional.empty();
    }
    float[] masked = mean.clone();
    mask.apply(masked);
    return Optional.of(masked);
  }

  Map<String, Object> state() {
    return Map.of(MEAN, mean.clone(), COUNT, new float[] {count});
  }

  void resume(Map<String, Object> state) {
    System.arraycopy(Remembered.floats(state, MEAN, mean.length), 0, mean, 0, mean.length);
    count = (int) Remembered.floats(state, COUNT, 1)[0];
  }
}
