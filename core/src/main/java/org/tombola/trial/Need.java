package org.tombola.trial;

import java.util.Locale;
import org.tombola.network.Footprint;
import org.tombola.network.Passes;

/**
 * What one trial asks of a machine, told before it runs.
 *
 * @param memory bytes, about: six times the weights (they, their gradient, momentum, mask, the best
 *     and the stored ones), the activations of a batch and their gradients, all in floats, and the
 *     images
 * @param passes network passes of all its stages at most, as if it were alone
 */
public record Need(double memory, double passes) {
  /** No machine has as much. */
  private static final double MOST_MEMORY = 1L << 45;

  /** At a million passes a second, thirty years. */
  private static final double MOST_PASSES = 1e15;

  private static final int WEIGHTS = 6;
  private static final int ACTIVATIONS = 2;

  /**
   * That of a trial.
   *
   * @param network of the trial's data
   */
  public static Need of(TrialSpec spec, Footprint network) {
    Cost.Images images = Cost.Images.of(spec.training().data(), spec.training().split());
    double batch = Math.min(spec.training().batch(), images.train());
    double floats =
        WEIGHTS * (double) network.weights() + ACTIVATIONS * batch * network.activations();
    double bytes =
        ((double) images.train() + spec.training().split().validation() + images.test())
            * spec.training().data().shape().size();
    double passes =
        Stage.of(spec).stream().map(Cost::of).map(Cost::passes).mapToDouble(Passes::total).sum();
    return new Need(Float.BYTES * floats + bytes, passes);
  }

  /**
   * Refuses what no machine can do.
   *
   * @throws IllegalArgumentException with the bound
   */
  public void check() {
    if (memory > MOST_MEMORY) {
      throw new IllegalArgumentException(
          "a trial needs about "
              + memoryInWords()
              + " of memory; at most "
              + words(MOST_MEMORY)
              + " is allowed");
    }
    if (passes > MOST_PASSES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a trial takes %.2g network passes; at most %.2g are allowed",
              passes,
              MOST_PASSES));
    }
  }

  /** The memory as 1.5 GiB. */
  public String memoryInWords() {
    return words(memory);
  }

  private static String words(double bytes) {
    String[] units = {"KiB", "MiB", "GiB", "TiB"};
    double value = bytes / 1024;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%,.0f %s", value, units[unit]);
  }
}
