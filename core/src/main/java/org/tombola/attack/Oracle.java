package org.tombola.attack;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Network;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;

/** What an attack asks for losses and their gradients, in evaluation mode. */
@FunctionalInterface
public interface Oracle {

  /** What an attack is going to ask for. */
  enum Want {
    /** Whether images are right, and their loss. */
    LOSS,
    /** The gradient too. */
    GRADIENT
  }

  /**
   * Points to look at.
   *
   * @param images [batch, channels, height, width]
   * @param labels one an image
   * @param ids the images' places in their split
   * @param aims the class each is driven to, where the goal knows one
   * @param looks how often each image was looked at before, in this round
   */
  record Points(Images images, int[] labels, int[] ids, int[] aims, int[] looks) {
    /** Images seen for the first time, driven nowhere. */
    public Points(Targets targets) {
      this(
          targets.images(),
          targets.labels(),
          targets.ids(),
          new int[targets.count()],
          new int[targets.count()]);
    }

    /** Number of points. */
    public int count() {
      return labels.length;
    }

    /** Copies of some of them, by their rows. */
    Points of(int[] rows) {
      return new Points(
          images.of(rows),
          Targets.pick(labels, rows),
          Targets.pick(ids, rows),
          Targets.pick(aims, rows),
          Targets.pick(looks, rows));
    }
  }

  /** What is seen at some points; valid until the oracle is asked again. */
  interface Response {
    /** The goal's value of each image. */
    double[] loss();

    /** Whether each image is right: one that is not needs no further attack. */
    boolean[] right();

    /** Logits; their mean where several networks were asked. */
    Logits logits();

    /**
     * Of the summed loss by the points, in their order.
     *
     * @throws IllegalStateException if it was not wanted
     */
    float[] gradient();
  }

  /**
   * Looks at points.
   *
   * @param goal whose value and gradient are asked for
   * @param want what will be asked for
   * @param key of the draws; those for an image hang off its id and the number of its look
   */
  Response at(Points points, Goal goal, Want want, Key key);

  /**
   * The oracle of a network trained beside this one.
   *
   * @throws IllegalStateException if it is not at hand
   */
  default Oracle twin(Twin twin) {
    throw new IllegalStateException("Cannot craft on the twin " + twin + ": it is missing");
  }

  /** The same with twins at hand. */
  default Oracle with(Map<Twin, Oracle> twins) {
    Oracle own = this;
    return new Oracle() {
      @Override
      public Response at(Points points, Goal goal, Want want, Key key) {
        return own.at(points, goal, want, key);
      }

      @Override
      public Oracle twin(Twin twin) {
        Oracle there = twins.get(twin);
        return there == null ? own.twin(twin) : there;
      }
    };
  }

  /** One network. */
  static Oracle of(Supplier<Network> network) {
    return (points, goal, want, key) -> new NetworkResponse(network.get(), points, goal);
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
