package org.tombola.train;

import org.tombola.attack.Ascent;
import org.tombola.attack.Attack.Targets;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.MartLoss;
import org.tombola.objective.PairObjective;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * MART, misclassification-aware adversarial training (Wang et al. 2020, ICLR, algorithm 1; settings
 * of its released code for ResNet-18): boosted cross-entropy on adversarial examples plus a
 * divergence weighted by how unsure the network is of the image itself.
 *
 * <p>Its boosted loss flattens the margin, so that PGD on cross-entropy flatters it more than other
 * recipes: judge it with attacks on the margin. The paper's WideResNet takes beta 6.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations an example
 * @param crafting mode of batch normalisation while examples are made
 * @param beta weight of the divergence
 */
@Card("boosted cross-entropy, and more smoothness where images are misclassified (MART)")
public record Mart(Norm norm, Epsilon epsilon, Epsilon step, int steps, Mode crafting, double beta)
    implements Recipe {
  /** Beta 5; l-infinity 0.031, 10 steps of 0.007, crafted in evaluation mode. */
  public Mart() {
    this(Norm.LINF, Epsilon.parse("0.031"), Epsilon.parse("0.007"), 10, Mode.EVAL, 5);
  }

  /** Checks the numbers. */
  public Mart {
    ThreatModel.require(norm, epsilon);
    AtLeast.one("steps", steps);
    PairObjective.requireBeta(beta);
  }

  @Override
  public int attackSteps() {
    return steps;
  }

  /** The attack's steps, and two passes to train on. */
  @Override
  public Passes passes() {
    return new Passes(steps + 2L, steps, 2);
  }

  @Override
  public RecipeRun begin(Ingredients given) {
    return new PairRun(given.network(), new MartLoss(beta), this::examples);
  }

  private Images examples(Network network, Targets clean, Key key) {
    return new Ascent(new ThreatModel(norm, epsilon), step, steps, Ascent.Origin.NEAR)
        .climb(
            network, clean, crafting, key, logits -> new CrossEntropy().at(logits, clean.labels()));
  }
}
