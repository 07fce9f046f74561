package org.tombola.ticket;

import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.network.Architecture;
import org.tombola.network.ParameterLayout;
import org.tombola.train.FgsmAt;
import org.tombola.train.Recipe;
import org.tombola.train.Schedule;
import org.tombola.train.Sgd;
import org.tombola.train.Step;
import org.tombola.train.Trainer;

/**
 * The weights of a dense network, trained at a small learning rate, that are largest beside those
 * of their layer, rewound to initialisation: tickets that also converge fast (Li et al. 2020,
 * "Towards practical lottery ticket hypothesis for adversarial training", arXiv 2003.05733, section
 * 3.1, scored as in its released code). The mask training shares images, batch, momentum and weight
 * decay with the ticket's own.
 *
 * <p>The boost needs the ticket's own training to begin at that small rate and warm up. It misleads
 * beside a dense network at a constant rate, as in the paper's table 2: one trained by the ticket's
 * own schedule beats the tickets in the authors' logs. The learning rate falls at rounded fractions
 * of the epochs, which the released code rounds up. A channel all of whose weights go keeps its
 * batch normalisation, which that code drops with it; and it multiplies the biases of a ticket's
 * layers by their density at every step, so that they stay near 0. It augments by {@code crop-flip:
 * {pad: 8}} and crafts in evaluation mode.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param mask recipe of the mask training
 * @param learningRate of the mask training: 0.05 for residual networks, 0.01 for VGG-16
 * @param schedule of that rate
 * @param epochs of the mask training
 * @param weights the ticket is trained from
 */
@Card("weights large for their layer after training at a small rate, rewound (Li et al. 2020)")
public record BoostingTicket(
    double sparsity,
    Recipe mask,
    double learningRate,
    Schedule schedule,
    int epochs,
    Weights weights)
    implements TicketMethod {

  /** What the ticket is trained from. */
  public enum Weights {
    /** The weights the dense training began with. */
    ORIGINAL,
    /** Others, drawn the same way: the paper's control. */
    REDRAWN
  }

  /** 80 %; FGSM training for 100 epochs at 0.05, x0.1 at 50 and 75, as for the paper's table 3. */
  public BoostingTicket() {
    this(0.8, new FgsmAt(), 0.05, new Step(), 100, Weights.ORIGINAL);
  }

  /** Checks the numbers. */
  public BoostingTicket {
    Sparsity.require(sparsity);
    Sgd.requireRate(learningRate);
    AtLeast.one("epochs", epochs);
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    Sgd own = plan.optimizer();
    Sgd small = new Sgd(learningRate, own.momentum(), own.weightDecay());
    return List.of(
        new Before(
            network,
            new Dense(),
            new Trainer.Plan(mask, small, schedule, epochs, plan.batch(), plan.augment())));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    ParameterLayout layout = drawing.network().layout();
    Mask drawn = draw(layout, drawing.before().get(0).parameters());
    return weights == Weights.ORIGINAL
        ? Ticket.of(drawn, drawing.network())
        : new Ticket(drawn, drawing.network().redrawn(drawing.key().child("redrawn")));
  }

  /**
   * The mask for given weights.
   *
   * @param trained flat, in the layout's order
   */
  public Mask draw(ParameterLayout layout, float[] trained) {
    return new MagnitudeAtInit(sparsity, MagnitudeAtInit.Scope.NORMALISED).draw(layout, trained);
  }
}
