package org.tombola.ticket;

import java.util.Arrays;
import org.tombola.attack.Attack.Targets;
import org.tombola.attack.Crafting;
import org.tombola.mask.Mask;
import org.tombola.measure.Evaluation;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.tensor.Images;

/**
 * The weights whose removal would change the loss most, to first order: |w dL/dw| on one batch,
 * before training (Lee et al. 2019, "SNIP", arXiv 1810.02340, section 4). Kept over the whole
 * network, exactly round((1 - sparsity) N); biases are never pruned, unlike in the released code.
 *
 * <p>With {@code crafting} steps above 0 the loss is that of adversarial examples, which the paper
 * does not have. At high sparsity it may cut off whole layers, and one batch is a noisy judge.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param batch images the loss is of
 * @param mode of batch normalisation; the released code scores in inference mode
 * @param crafting of the images; as they are with 0 steps
 */
@Card("the weights the loss is most sensitive to before training (Lee et al. 2019)")
public record Snip(double sparsity, int batch, Mode mode, Crafting crafting)
    implements TicketMethod {
  /** 80 % by 128 images as they are. */
  public Snip() {
    this(0.8, 128, Mode.EVAL, Crafting.none());
  }

  /** Checks the numbers. */
  public Snip {
    Sparsity.require(sparsity);
    AtLeast.one("batch", batch);
    if (mode == Mode.TRAIN) {
      throw new Refusal(
          "mode", "must be eval or batch, not train: a search must not change running statistics");
    }
  }

  @Override
  public Passes search(int images) {
    return crafting.passes().plus(new Passes(1, 0, 1)).times(Math.min(batch, images));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Network network = drawing.network();
    int count = Math.min(batch, drawing.images().count());
    int[] places =
        Arrays.copyOf(drawing.key().child("batch").permutation(drawing.images().count()), count);
    Targets targets = Evaluation.targets(drawing.images(), places);
    Images images = crafting.of(network, targets, mode, drawing.key().child("attack"));
    float[] scores = scores(network, images, targets.labels());
    Mask mask = Scores.highest(scores, Mask.dense(network.layout()), 1 - sparsity);
    return Ticket.of(mask, network);
  }

  /** |w dL/dw| of the summed loss, one a place. */
  float[] scores(Network network, Images images, int[] labels) {
    Pass pass = network.forward(images, mode);
    float[] slopes = new CrossEntropy().at(pass.logits(), labels).cotangent();
    float[] scores = Scores.products(network.parameters(), pass.parameterGradient(slopes).values());
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.abs(scores[i]);
    }
    return scores;
  }
}
