package org.tombola.train;

import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Fgsm;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * Adversarial training on FGSM examples, without a random start (Goodfellow et al. 2015, arXiv
 * 1412.6572, section 6; crafting as in the released code of boosting tickets).
 *
 * <p>It is cheap, two passes forward and two back a step, and finds masks well; the networks it
 * trains often learn to look robust to FGSM and are broken by PGD. The search by FGSM of robust
 * scratch tickets crafts in training mode in its released code: for that one, say so.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param crafting mode of batch normalisation while examples are made
 */
@Card(
    "adversarial training on FGSM examples, no random start, by default crafted in evaluation mode"
        + " (Goodfellow et al. 2015)")
public record FgsmAt(Norm norm, Epsilon epsilon, Mode crafting) implements Recipe {
  /** l-infinity 8/255, crafted in evaluation mode. */
  public FgsmAt() {
    this(Norm.LINF, Epsilon.parse("8/255"), Mode.EVAL);
  }

  /** Checks the radius. */
  public FgsmAt {
    ThreatModel.require(norm, epsilon);
  }

  @Override
  public int attackSteps() {
    return 1;
  }

  @Override
  public RecipeRun begin(Ingredients given) {
    return (clean, at, key) -> make(given.network(), clean, key);
  }

  private Made make(Network network, Targets clean, Key key) {
    Images examples = new Fgsm(norm, epsilon).perturb(network, clean, crafting, key);
    return Standard.onImages(network, examples, clean.labels());
  }
}
