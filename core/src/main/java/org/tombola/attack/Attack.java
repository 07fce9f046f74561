package org.tombola.attack;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;

/** A family of adversarial attacks. */
public sealed interface Attack permits Fgsm, Pgd, Eot {

  /** What the attacker may do. */
  ThreatModel threat();

  /**
   * Passes trying to break one image takes at most: fewer where it is broken before the last step.
   */
  Passes passes();

  /**
   * The same where one of several networks will judge the image and the attacker does not know
   * which: each set of examples it crafts together.
   */
  default Passes passes(int networks) {
    return passes().times(networks);
  }

  /** Sets of examples it crafts then: one on each network, unless an attack says otherwise. */
  default int crafts(int networks) {
    return networks;
  }

  /**
   * What it asks for each of these sets.
   *
   * @param networks each made ready when asked for; they may share one engine
   */
  default List<Oracle> oracles(List<Supplier<Network>> networks) {
    return networks.stream().map(Oracle::of).toList();
  }

  /**
   * Images to be attacked.
   *
   * @param images [batch, channels, height, width] in [0,1]; left as they are
   * @param labels one an image
   * @param ids the images' places in their split: noise hangs off them, so it does not depend on
   *     how images are batched
   */
  record Targets(INDArray images, int[] labels, int[] ids) {
    /** Number of images. */
    public int count() {
      return labels.length;
    }

    /** Copies of some of them, by their rows; the caller closes the copied images. */
    public Targets of(int[] rows) {
      return new Targets(Ball.rows(images, rows), pick(labels, rows), pick(ids, rows));
    }

    static int[] pick(int[] values, int[] rows) {
      return Arrays.stream(rows).map(i -> values[i]).toArray();
    }
  }

  /**
   * What an attack achieved.
   *
   * @param broken whether each image was misclassified at any point the attack looked at
   * @param loss cross-entropy of each image at the point that broke it, else at the last point
   */
  record Outcome(boolean[] broken, double[] loss) {}

  /**
   * Examples and what they achieve where they were crafted.
   *
   * @param images at the point that broke each, else at its last point
   */
  record Crafted(INDArray images, Outcome outcome) implements AutoCloseable {
    @Override
    public void close() {
      images.close();
    }
  }

  /**
   * Perturbed copies of images to train on, all inside the threat model.
   *
   * @param mode of batch normalisation while crafting
   * @param key of the noise
   * @return a new array of the images' shape, which the caller closes
   */
  INDArray perturb(Network network, Targets targets, Mode mode, Key key);

  /**
   * Tries to break images, in evaluation mode. An image that is broken is left alone from there on.
   *
   * @param key of the noise
   */
  default Outcome attack(Network network, Targets targets, Key key) {
    try (Crafted crafted = craft(Oracle.of(() -> network), targets, key)) {
      return crafted.outcome();
    }
  }

  /**
   * The same, with the examples.
   *
   * @param oracle asked for loss and gradient
   */
  Crafted craft(Oracle oracle, Targets targets, Key key);
}
