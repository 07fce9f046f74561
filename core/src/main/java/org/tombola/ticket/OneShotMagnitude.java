package org.tombola.ticket;

import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.Architecture;
import org.tombola.network.ParameterLayout;
import org.tombola.train.Trainer;

/**
 * The largest weights of the trained dense network, rewound to their initial values: one round of
 * magnitude pruning (Frankle and Carbin 2019, "The lottery ticket hypothesis", arXiv 1803.03635,
 * section 2; one-shot pruning). The dense network is trained exactly as the ticket will be, so that
 * it is the trial of the dense ticket, and one training serves every sparsity.
 *
 * <p>It costs two trainings, the dense one first; one round finds worse tickets than several of the
 * same final sparsity.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param scope what the weights are compared within
 */
@Card("the largest trained weights, rewound to initialisation (Frankle and Carbin 2019)")
public record OneShotMagnitude(double sparsity, MagnitudeAtInit.Scope scope)
    implements TicketMethod {
  /** 80 % over the whole network. */
  public OneShotMagnitude() {
    this(0.8, MagnitudeAtInit.Scope.GLOBAL);
  }

  /** Checks the sparsity. */
  public OneShotMagnitude {
    Sparsity.require(sparsity);
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    return List.of(new Before(network, new Dense(), plan));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    float[] trained = drawing.before().get(0).parameters();
    return Ticket.of(draw(drawing.network().layout(), trained), drawing.network());
  }

  /**
   * The mask for given weights.
   *
   * @param trained flat, in the layout's order
   */
  public Mask draw(ParameterLayout layout, float[] trained) {
    return new MagnitudeAtInit(sparsity, scope).draw(layout, trained);
  }
}
