package org.tombola.attack;

import java.util.List;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Network;
import org.tombola.random.Key;

/** What an attack asks for cross-entropy and its gradients, in evaluation mode. */
@FunctionalInterface
public interface Oracle {

  /** What an attack is going to ask for. */
  enum Want {
    /** Whether images are right, and their loss. */
    LOSS,
    /** The gradient too. */
    GRADIENT
  }

  /** What is seen at some points; valid until the oracle is asked again. */
  interface Look extends AutoCloseable {
    /** Cross-entropy of each image. */
    double[] loss();

    /** Whether each image is right: one that is not needs no further attack. */
    boolean[] right();

    /**
     * Of the summed cross-entropy by the points, in their shape; may be overwritten.
     *
     * @throws IllegalStateException if it was not wanted
     */
    INDArray gradient();

    @Override
    default void close() {}
  }

  /**
   * Looks at points.
   *
   * @param points as images, with their labels and ids
   * @param want what will be asked for
   * @param key of the draws of this look; those for an image hang off its id
   */
  Look at(Targets points, Want want, Key key);

  /** One network. */
  static Oracle of(Supplier<Network> network) {
    return (points, want, key) -> new OneLook(network.get(), points);
  }

  /**
   * Several networks at once: losses and gradients are the mean over all of them, and an image is
   * right as long as any network has it right.
   *
   * @param networks each made ready when asked for; they may share one engine
   */
  static Oracle mean(List<Supplier<Network>> networks) {
    return new MeanOracle(networks, 0);
  }

  /**
   * The mean over networks drawn anew for every look and image, uniformly and with replacement.
   * Nobody knows what the others say, so every image counts as right and is attacked to the end.
   *
   * @param draws networks drawn, at least 1
   */
  static Oracle drawn(List<Supplier<Network>> networks, int draws) {
    return new MeanOracle(networks, draws);
  }
}
