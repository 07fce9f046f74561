package org.tombola.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.tombola.attack.Attack.Targets;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.method.Names;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.random.Key;

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
      throw new IllegalArgumentException(
          "base is pgd-at or trades, not "
              + Names.kebab(base.getClass().getSimpleName())
              + ": the weights are perturbed on examples that are made before, for a loss that is"
              + " then taken once more");
    }
    if (!(gamma >= 0 && gamma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("gamma is a number of at least 0, not " + gamma);
    }
    if (warmUp < 0) {
      throw new IllegalArgumentException("warm-up is a number of epochs, not " + warmUp);
    }
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
  public Course begin(Setting setting) {
    return new Perturbing((Crafting) base.begin(setting), setting.network());
  }

  private final class Perturbing implements Course {
    private final Crafting of;
    private final Network network;
    private final INDArray weights;
    private final INDArray move;

    Perturbing(Crafting of, Network network) {
      this.of = of;
      this.network = network;
      this.weights = network.parameters().like();
      this.move = network.parameters().like();
    }

    @Override
    public Made make(Targets clean, Moment moment, Key key) {
      if (moment.epoch() < warmUp) {
        return of.make(clean, moment, key);
      }
      try (INDArray examples = of.examples(clean, key)) {
        perturb(of.on(clean, examples, Mode.BATCH).gradient(), moment.mask());
        try {
          return of.on(clean, examples, Mode.TRAIN);
        } finally {
          restore();
        }
      }
    }

    private void perturb(INDArray gradient, Mask mask) {
      move.assign(gradient);
      mask.apply(move);
      weights.assign(network.parameters());
      for (Slice slice : network.layout().prunable()) {
        INDArray w = part(network.parameters(), slice);
        INDArray v = part(move, slice);
        double length = v.norm2Number().doubleValue() + 1e-20;
        w.addi(v.muli(gamma * w.norm2Number().doubleValue() / length));
      }
    }

    // the very weights: adding and subtracting would round, and statistics have moved on
    private void restore() {
      for (Slice slice : network.layout().prunable()) {
        part(network.parameters(), slice).assign(part(weights, slice));
      }
    }

    @Override
    public void close() {
      of.close();
      weights.close();
      move.close();
    }
  }

  private static INDArray part(INDArray flat, Slice slice) {
    return flat.get(NDArrayIndex.interval(slice.offset(), slice.offset() + (long) slice.length()));
  }
}
