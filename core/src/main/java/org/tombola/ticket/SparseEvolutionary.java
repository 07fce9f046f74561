package org.tombola.ticket;

import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;
import org.tombola.train.Motion;

/**
 * Sparse evolutionary training: now and then each layer drops its smallest weights and exactly as
 * many grow elsewhere, drawn uniformly (Mocanu et al. 2018, arXiv 1707.04780, algorithm 1;
 * intervals and what is small as in the released code of Evci et al. 2020, arXiv 1911.11134).
 *
 * <p>Every layer keeps its count exactly. Those just dropped may be drawn again, and then go on as
 * they were; all others grow from 0. It misleads in short trainings, whose intervals have to be set
 * for them: the mask then moves a few times only.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param densities how the layers share it
 * @param interval an update follows every step whose number, over all epochs, it divides
 * @param rate share of a layer's kept weights that move, in (0, 1]
 * @param annealing of that share
 * @param until share of the training after which the mask stays, in (0, 1]
 */
@Card(
    name = "set",
    value = "prunes the smallest and grows random weights while training (Mocanu et al. 2018)")
public record SparseEvolutionary(
    double sparsity,
    Densities densities,
    int interval,
    double rate,
    Annealing annealing,
    double until)
    implements TicketMethod {
  /** 80 % by ER; 0.3 of the weights move every 100 steps, for three quarters of the training. */
  public SparseEvolutionary() {
    this(0.8, new ErdosRenyi(), 100, 0.3, Annealing.CONSTANT, 0.75);
  }

  /** Checks the numbers. */
  public SparseEvolutionary {
    Sparsity.require(sparsity);
    Rewiring.require(interval, rate, until);
  }

  private Rewiring rewiring() {
    return new Rewiring(interval, rate, annealing, until, Rewiring.Growth.RANDOM);
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return Ticket.of(draw(drawing.network().layout(), drawing.key()), drawing.network());
  }

  /** The mask training starts with: a random one. */
  public Mask draw(ParameterLayout layout, Key key) {
    return new RandomTicket(sparsity, densities).draw(layout, key);
  }

  @Override
  public void check(Usage usage) {
    rewiring().check("set", usage);
  }

  @Override
  public Motion motion() {
    return new Motion.Weights(rewiring());
  }
}
