package org.tombola.ticket;

import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.network.Architecture;
import org.tombola.network.ParameterLayout;
import org.tombola.tensor.TopK;
import org.tombola.train.MaskDistance;
import org.tombola.train.Recipe;
import org.tombola.train.Schedule;
import org.tombola.train.Standard;
import org.tombola.train.Step;
import org.tombola.train.Trainer;

/**
 * The largest weights of a dense network trained cheaply until its mask has come to rest, with the
 * values they have then (Chen et al. 2022, "Sparsity Winning Twice", arXiv 2202.09844, Robust Bird,
 * as its released code has it). Weights, batch normalisation and its running statistics are kept;
 * the optimiser and its schedule begin anew. In that code the adversarial training's learning rate
 * falls after a quarter and three quarters of its epochs, as the search's does: {@code schedule:
 * {step: {at: [0.25, 0.75]}}} in a trial.
 *
 * <p>The cheap training uses the optimiser of the ticket's own and ends as {@link Emergence} does,
 * which watches convolutions alone; the mask drawn then covers dense layers too. The released code
 * ends it where masks agree, the published costs suit 50 epochs: a window longer than {@code
 * epochs} makes the training one of fixed length. It is no ticket of the initialisation, so a
 * comparison with methods that rewind tells of both differences.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param early recipe of the cheap training: standard, or an adversarial one
 * @param schedule of its learning rate
 * @param epochs it takes at most
 * @param window masks of its latest epochs compared, at least 2
 * @param distance of the newest from each older one at which it ends, in [0, 1]
 */
@Card("the largest weights of an early, cheap training, kept as they are (Chen et al. 2022)")
public record RobustBird(
    double sparsity, Recipe early, Schedule schedule, int epochs, int window, double distance)
    implements TicketMethod {
  /** 80 %; standard training, x0.1 at epochs 50 and 150 of 200, five masks within 0.08. */
  public RobustBird() {
    this(0.8, new Standard(), new Step(List.of(0.25, 0.75), 0.1), 200, 5, 0.08);
  }

  /** Checks the numbers. */
  public RobustBird {
    Sparsity.require(sparsity);
    AtLeast.one("epochs", epochs);
    MaskDistance.require("window", window, distance);
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    Trainer.Plan cheap =
        new Trainer.Plan(early, plan.optimizer(), schedule, epochs, plan.batch(), plan.augment());
    return List.of(new Before(network, new Emergence(sparsity, window, distance), cheap));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    float[] parameters = drawing.before().get(0).parameters();
    return new Ticket(draw(drawing.network().layout(), parameters), parameters);
  }

  /**
   * The mask for given weights: exactly round(sparsity x N) of N are not kept, over convolutions
   * and dense layers together; of equal weights the first are kept.
   *
   * @param trained flat, in the layout's order
   */
  public Mask draw(ParameterLayout layout, float[] trained) {
    Mask all = Mask.dense(layout);
    int kept = all.prunable() - (int) Math.round(sparsity * all.prunable());
    return Mask.of(layout, TopK.largest(Magnitudes.of(trained), all.places(), kept));
  }
}
