package org.tombola.ticket;

import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;

/**
 * A random ticket: in each layer an exact number of weights drawn uniformly without replacement
 * (Liu et al. 2022, "The unreasonable effectiveness of random pruning", arXiv 2202.02643, section
 * 3). With layer densities chosen well it is a strong baseline; a comparison with it at {@link
 * Uniform} densities flatters the other method.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param densities how the layers share it
 */
@Card(name = "random", value = "random weights, exact number per layer (Liu et al. 2022)")
public record RandomTicket(double sparsity, Densities densities) implements TicketMethod {
  /** 80 % by ERK. */
  public RandomTicket() {
    this(0.8, new ErdosRenyiKernel());
  }

  /** Checks the sparsity. */
  public RandomTicket {
    Sparsity.require(sparsity);
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return Ticket.of(draw(drawing.network().layout(), drawing.key()), drawing.network());
  }

  /** The mask for networks of a layout. */
  public Mask draw(ParameterLayout layout, Key key) {
    return Mask.random(layout, densities.kept(layout, sparsity), key.child("draw"));
  }
}
