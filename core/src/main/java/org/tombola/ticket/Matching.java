package org.tombola.ticket;

import org.tombola.method.AtLeast;
import org.tombola.method.Refusal;
import org.tombola.network.Passes;

/**
 * How long and how finely a sparse network is matched with the dense one it comes from: settings of
 * the released code of Liu and Zenke 2020, but for the probes: that code forms the kernel.
 *
 * @param epochs passes over the training images at most
 * @param iterations batches at most; 0 is as many as the epochs have
 * @param batch images an iteration, in two halves; a single image left over at an epoch's end is
 *     passed over
 * @param learningRate of Adam
 * @param maskInterval iterations from one choice of the mask to the next; there is none in as many
 *     before the end, so that the weights settle under the last one
 * @param probes of the kernel an iteration
 * @param decay of kept weights: the factor of their squares, divided by the density; the released
 *     notebooks take 1e-4 for dense networks
 */
public record Matching(
    int epochs,
    int iterations,
    int batch,
    double learningRate,
    int maskInterval,
    int probes,
    double decay) {

  /** In which tangent space the sparse network's kernel is taken. */
  public enum Tangents {
    /** That of the weights kept, and all biases and scales: what will be trained. */
    KEPT,
    /** That of all weights, at the masked point: the released code. */
    ALL
  }

  /** Which values training starts from. */
  public enum Values {
    /** Those matching has moved the weights to. */
    TRANSFERRED,
    /** The network's initial ones, under the mask found. */
    ORIGINAL
  }

  /** 20 epochs of batches of 64; a mask every 100 iterations; 4 probes. */
  public Matching() {
    this(20, 0, 64, 5e-4, 100, 4, 1e-5);
  }

  /** Checks the numbers. */
  public Matching {
    require("epochs", epochs, 1);
    require("iterations", iterations, 0);
    require("batch", batch, 2);
    require("mask-interval", maskInterval, 1);
    require("probes", probes, 1);
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new Refusal("learning-rate", "must be above 0, not " + learningRate);
    }
    Refusal.unless(
        Double.isFinite(decay) && decay >= 0, "decay", "must be at least 0, not " + decay);
  }

  private static void require(String name, int value, int least) {
    AtLeast.number(name, least, value, AtLeast.MOST);
  }

  /** Batches an epoch of so many images has. */
  int batches(int images) {
    return images / batch + (images % batch > 1 ? 1 : 0);
  }

  /** Images of the batch at a place in its epoch. */
  int size(int place, int images) {
    return Math.min(batch, images - place * batch);
  }

  /** Iterations over so many images. */
  int iterations(int images) {
    long all = (long) epochs * batches(images);
    long asked = iterations == 0 ? all : Math.min(iterations, all);
    if (asked > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "matching takes at most %d iterations, not %d".formatted(Integer.MAX_VALUE, asked));
    }
    return (int) asked;
  }

  /**
   * Passes over so many images, those of perturbing them not counted: for the logits one forward
   * pass of each network and a gradient, and for each probe those of {@link KernelMatching}.
   */
  Passes passes(int images) {
    long last = lasts(images);
    Passes others = iteration(batch).times(iterations(images) - last);
    return last == 0 ? others : others.plus(iteration(lastSize(images)).times(last));
  }

  private Passes iteration(int size) {
    int rows = size / 2;
    Passes probe = KernelMatching.passes(rows, size - rows);
    return new Passes(2, 0, 1).times(size).plus(probe.times(probes));
  }

  /** Iterations whose batch is the last of its epoch, which may be smaller than the others. */
  private long lasts(int images) {
    int batches = batches(images);
    return batches == 0 ? 0 : iterations(images) / batches;
  }

  private int lastSize(int images) {
    return size(batches(images) - 1, images);
  }

  /** Images seen, each as often as it is. */
  long seen(int images) {
    long last = lasts(images);
    return (iterations(images) - last) * batch + (last == 0 ? 0 : last * lastSize(images));
  }
}
