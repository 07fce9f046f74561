package org.tombola.attack;

import org.tombola.attack.Attack.Targets;
import org.tombola.method.AtLeast;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * How images are perturbed before something is measured or searched on them: PGD from a random
 * start, or not at all.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations an image; 0 leaves images as they are
 */
public record Crafting(Norm norm, Epsilon epsilon, Epsilon step, int steps) {
  /** PGD-10, l-infinity 8/255, step 2/255: what adversarial training sees. */
  public Crafting() {
    this(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 10);
  }

  /** Checks the numbers. */
  public Crafting {
    ThreatModel.require(norm, epsilon);
    AtLeast.number("steps", 0, steps, AtLeast.MOST);
  }

  /** The same, but images are left as they are. */
  public static Crafting none() {
    Crafting standard = new Crafting();
    return new Crafting(standard.norm, standard.epsilon, standard.step, 0);
  }

  /** Passes an image takes. */
  public Passes passes() {
    return new Passes(steps, steps, 0);
  }

  /**
   * Perturbed copies of images.
   *
   * @param mode of batch normalisation
   * @param key of the noise
   * @return new images, or the very same where there is no step
   */
  public Images of(Network network, Targets targets, Mode mode, Key key) {
    return steps == 0
        ? targets.images()
        : new Pgd(norm, epsilon, step, steps, 1).perturb(network, targets, mode, key);
  }
}
