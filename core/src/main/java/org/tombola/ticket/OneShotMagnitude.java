package org.tombola.ticket;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.method.Card;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;

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
  public Optional<TicketMethod> pretrained() {
    return Optional.of(new Dense());
  }

  @Override
  public Mask draw(Network network, INDArray trained, Key key) {
    return draw(network.layout(), trained);
  }

  /**
   * The mask for given weights.
   *
   * @param trained flat, in the layout's order
   */
  public Mask draw(ParameterLayout layout, INDArray trained) {
    return new MagnitudeAtInit(sparsity, scope).draw(layout, trained);
  }
}
