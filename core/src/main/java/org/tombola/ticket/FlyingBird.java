package org.tombola.ticket;

import org.tombola.network.Network;
import org.tombola.random.Key;

/** Stand-in until it lands. */
public record FlyingBird(double sparsity) implements TicketMethod {
  @Override
  public Mask draw(Network network, Key key) {
    throw new UnsupportedOperationException();
  }
}
