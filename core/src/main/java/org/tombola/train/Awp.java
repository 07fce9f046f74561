package org.tombola.train;

import org.tombola.attack.Attack.Targets;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.method.Names;
import org.tombola.method.Refusal;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;

/**
 * Adversarial weight perturbation (Wu et al. 2020, arXiv 2004.05884, section 4 and released code):
 * the gradient of another recipe's loss, taken where the weights have moved uphill on it.
 *
 * <p>The weights w of each convolution and dense layer move by v = gamma ||w|| g / ||g||, with g
 * the gradient on the batch's adversarial examples. It is the released code's one step of plain
 * gradient descent on a copy, whose learning rate cancels in the scaling, so that there is no such
 * parameter. g is masked first: no weight a ticket dropped is perturbed, and the kept ones of a
 * layer move by the whole gamma ||w||. The copy's batch statistics do not touch the network's. The
 * weights are put back before the optimiser's step, not after it, so that weight decay acts on
 * unperturbed weights. The running training loss is that of the perturbed network: it lies above
 * other recipes' by construction.
 *
 * @param base makes the examples and the loss: pgd-at or trades
 * @param gamma length of the perturbation, of a layer's weights
 * @param warmUp epochs without perturbation; the paper's TRADES takes 10, and gamma 0.005
 */
@Card("the gradient of pgd-at or trades at weights moved uphill on the loss (Wu et al. 2020)")
public record Awp(Recipe base, double gamma, int warmUp) implements Recipe {
  /** PGD adversarial training, gamma 0.01, no warm-up. */
  public Awp() {
    this(new PgdAt(), 0.01, 0);
  }

  /** Checks the recipe and the numbers. */
  public Awp {
    if (!(base instanceof PgdAt || base instanceof Trades)) {
      throw new Refusal(
          "base",
          "must be pgd-at or trades, not "
              + Names.of(base.getClass())
              + ": the weights are perturbed on existing examples, for a loss that is then computed"
              + " again");
    }
    Refusal.unless(
        Double.isFinite(gamma) && gamma >= 0, "gamma", "must be at least 0, not " + gamma);
    Refusal.unless(warmUp >= 0, "warm-up", "must be at least 0, not " + warmUp);
  }

  @Override
  public int attackSteps() {
    return base.attackSteps();
  }

  /** The base's, and those of its loss once more. */
  @Override
  public Passes passes() {
    Passes one = base.passes();
    return one.plus(new Passes(one.parameterGradient(), 0, one.parameterGradient()));
  }

  @Override
  public Passes passes(int epoch, int images, int batch) {
    return epoch < warmUp ? base.passes(epoch, images, batch) : passes().times(images);
  }

  @Override
  public int changesAt() {
    return warmUp;
  }

  @Override
  public RecipeRun begin(Ingredients given) {
    return new Perturbing((CraftingRun) base.begin(given), given.network());
  }

  private final class Perturbing implements RecipeRun {
    private final CraftingRun of;
    private final Network network;

    Perturbing(CraftingRun of, Network network) {
      this.of = of;
      this.network = network;
    }

    @Override
    public Made make(Targets clean, Position at, Key key) {
      if (at.epoch() < warmUp) {
        return of.make(clean, at, key);
      }
      Images examples = of.examples(clean, key);
      float[] weights = network.parameters();
      perturb(weights, of.on(clean, examples, Mode.BATCH).gradient().values(), at.mask());
      try {
        return of.on(clean, examples, Mode.TRAIN);
      } finally {
        restore(weights);
      }
    }

    private void perturb(float[] weights, float[] move, Mask mask) {
      mask.apply(move);
      for (Slice slice : network.layout().prunable()) {
        float[] w = slice.of(weights);
        float[] v = slice.of(move);
        float scale = (float) (gamma * Vectors.length(w) / (Vectors.length(v) + 1e-20));
        for (int i = 0; i < w.length; i++) {
          w[i] += v[i] * scale;
        }
        network.assign(slice, w);
      }
    }

    // the very weights: adding and subtracting would round, and statistics have moved on
    private void restore(float[] weights) {
      for (Slice slice : network.layout().prunable()) {
        network.assign(slice, slice.of(weights));
      }
    }

    @Override
    public void close() {
      of.close();
    }
  }
}
