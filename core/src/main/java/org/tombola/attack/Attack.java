package org.tombola.attack;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.threat.ThreatModel;

/**
 * A family of adversarial attacks: each is a list of rounds, in evaluation mode, and only images
 * that stood the rounds before go through the next.
 */
public sealed interface Attack
    permits Fgsm, Pgd, Apgd, FabT, Square, AutoAttack, WorstOf, Eot, Transfer, Limited {

  /** What the attacker may do. */
  ThreatModel threat();

  /**
   * Passes trying to break one image takes at most: fewer where it is broken before the last step.
   */
  Passes passes();

  /** What it is made of, in order. */
  List<Round> rounds();

  /**
   * Refuses data it is not defined on.
   *
   * @param classes of the data
   * @throws IllegalArgumentException saying why
   */
  default void check(int classes) {}

  /** Other networks it crafts on. */
  default Set<Twin> twins() {
    return EnumSet.noneOf(Twin.class);
  }

  /** Which images of which networks it is to look at; all, unless an attack says otherwise. */
  default Extent extent() {
    return Extent.ALL;
  }

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
  record Targets(Images images, int[] labels, int[] ids) {
    /** Number of images. */
    public int count() {
      return labels.length;
    }

    /** The shape of one. */
    public ImageShape shape() {
      return images.shape();
    }

    /** Copies of some of them, by their rows. */
    public Targets of(int[] rows) {
      return new Targets(images.of(rows), pick(labels, rows), pick(ids, rows));
    }

    static int[] pick(int[] values, int[] rows) {
      return Arrays.stream(rows).map(i -> values[i]).toArray();
    }
  }

  /**
   * What an attack achieved.
   *
   * @param broken whether each image was misclassified at any point the attack looked at
   * @param loss cross-entropy of each image at the point that broke it, else where it was left
   */
  record Outcome(boolean[] broken, double[] loss) {}

  /**
   * Examples and what they achieve where they were crafted.
   *
   * @param images at the point that broke each, else where it was left: with several rounds, where
   *     its cross-entropy was highest
   */
  record Crafted(Images images, Outcome outcome) {}

  /**
   * Tries to break images. An image that is broken is left alone from there on.
   *
   * @param oracle asked for loss and gradient
   * @param key of the noise
   */
  default Crafted craft(Oracle oracle, Targets targets, Key key) {
    Batch batch = new Batch(targets);
    for (Round round : rounds()) {
      batch.go(oracle, threat(), round, key);
    }
    return batch.crafted();
  }
}
