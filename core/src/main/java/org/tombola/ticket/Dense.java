package org.tombola.ticket;

import org.tombola.mask.Mask;
import org.tombola.method.Card;

/** Every weight is kept: what the other tickets are compared with. */
@Card("every weight is kept: the baseline")
public record Dense() implements TicketMethod {
  @Override
  public double sparsity() {
    return 0;
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return Ticket.of(Mask.dense(drawing.network().layout()), drawing.network());
  }
}
