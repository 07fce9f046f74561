package org.tombola.ticket;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.method.Card;
import org.tombola.network.Network;
import org.tombola.random.Key;

/** Every weight is kept: what the other tickets are compared with. */
@Card("every weight is kept: the baseline")
public record Dense() implements TicketMethod {
  @Override
  public double sparsity() {
    return 0;
  }

  @Override
  public Mask draw(Network network, INDArray trained, Key key) {
    return Mask.dense(network.layout());
  }
}
