package org.tombola.train;

import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Pgd;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * Adversarial training: cross-entropy on PGD examples only (Madry et al. 2018, arXiv 1706.06083,
 * section 2; settings of Rice et al. 2020, arXiv 2002.11569, section 3).
 *
 * <p>The mode of batch normalisation while crafting moves clean and robust accuracy by about a
 * point, so that runs with different modes are not comparable; in training mode every attack step
 * also moves the running statistics.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations an example
 * @param crafting mode of batch normalisation while examples are made; the released code of
 *     Sparsity Winning Twice and of Rice et al. craft in training mode
 */
@Card("adversarial training on PGD examples (Madry et al. 2018)")
public record PgdAt(Norm norm, Epsilon epsilon, Epsilon step, int steps, Mode crafting)
    implements Recipe {
  /** PGD-10, l-infinity 8/255, step 2/255, crafted in training mode. */
  public PgdAt() {
    this(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 10, Mode.TRAIN);
  }

  /** Checks the numbers. */
  public PgdAt {
    ThreatModel.require(norm, epsilon);
    AtLeast.one("steps", steps);
  }

  @Override
  public int attackSteps() {
    return steps;
  }

  @Override
  public RecipeRun begin(Ingredients given) {
    return new Craft(this, given.network());
  }

  private record Craft(PgdAt recipe, Network network) implements CraftingRun {
    @Override
    public Images examples(Targets clean, Key key) {
      return new Pgd(recipe.norm, recipe.epsilon, recipe.step, recipe.steps, 1)
          .perturb(network, clean, recipe.crafting, key);
    }

    @Override
    public Made on(Targets clean, Images examples, Mode mode) {
      return Standard.step(
          network,
          examples,
          clean.labels(),
          mode,
          logits -> new CrossEntropy().at(logits, clean.labels()));
    }
  }
}
