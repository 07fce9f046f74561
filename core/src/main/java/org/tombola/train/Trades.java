package org.tombola.train;

import org.tombola.attack.Ascent;
import org.tombola.attack.Attack.Targets;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.Kl;
import org.tombola.objective.PairObjective;
import org.tombola.objective.TradesLoss;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * TRADES (Zhang et al. 2019, arXiv 1901.08573, algorithm 1; settings of its released code for
 * CIFAR-10): cross-entropy on the images plus a divergence that adversarial examples maximise.
 *
 * <p>Its cross-entropy is on clean images, so that its training loss and clean accuracy are not
 * comparable with those of recipes that see adversarial examples only; running accuracy is told on
 * the adversarial ones. The prediction the attack moves away from is made once an image, where the
 * released code makes it anew at every step: in evaluation mode the same numbers in fewer passes.
 * An l2 step is of this length along the gradient, then back into the ball; in the released code it
 * is of 2 epsilon / steps.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations an example
 * @param crafting mode of batch normalisation while examples are made
 * @param beta weight of the divergence
 */
@Card("clean cross-entropy plus a divergence that adversarial examples maximise (TRADES)")
public record Trades(
    Norm norm, Epsilon epsilon, Epsilon step, int steps, Mode crafting, double beta)
    implements Recipe {
  /** Beta 6; l-infinity 0.031, 10 steps of 0.007, crafted in evaluation mode. */
  public Trades() {
    this(Norm.LINF, Epsilon.parse("0.031"), Epsilon.parse("0.007"), 10, Mode.EVAL, 6);
  }

  /** Checks the numbers. */
  public Trades {
    ThreatModel.require(norm, epsilon);
    AtLeast.one("steps", steps);
    PairObjective.requireBeta(beta);
  }

  @Override
  public int attackSteps() {
    return steps;
  }

  /** The clean prediction the attack starts from, its steps, and two passes to train on. */
  @Override
  public Passes passes() {
    return new Passes(steps + 3L, steps, 2);
  }

  @Override
  public RecipeRun begin(Ingredients given) {
    return new PairRun(given.network(), new TradesLoss(beta), this::examples);
  }

  private Images examples(Network network, Targets clean, Key key) {
    Logits from = network.forward(clean.images(), crafting).logits();
    return new Ascent(new ThreatModel(norm, epsilon), step, steps, Ascent.Origin.NEAR)
        .climb(
            network,
            clean,
            crafting,
            key,
            logits -> new Kl().at(from, logits, clean.labels()).byAdversarial());
  }
}
