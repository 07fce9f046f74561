package org.tombola.ticket;

import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;
import org.tombola.train.Motion;

/**
 * The rigged lottery: now and then, in place of the optimiser's step, each layer drops its smallest
 * weights and exactly as many grow where the gradient of the batch is largest (Evci et al. 2020,
 * arXiv 1911.11134, algorithm 1, and its released code).
 *
 * <p>Every layer keeps its count exactly. The gradient looked at is that of all places, masked ones
 * included. Those just dropped may grow again, and then go on as they were; all others grow from 0.
 * It misleads in short trainings, whose intervals have to be set for them. The share that moves is
 * the paper's, annealed; the released code keeps it constant unless told otherwise. Its networks
 * leave the first layer dense, which ERK densities nearly do by themselves.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param densities how the layers share it
 * @param interval an update takes the place of every step whose number, over all epochs, it divides
 * @param rate share of a layer's kept weights that move, in (0, 1]
 * @param annealing of that share
 * @param until share of the training after which the mask stays, in (0, 1]
 */
@Card("prunes the smallest and grows by gradient while training, RigL (Evci et al. 2020)")
public record Rigl(
    double sparsity,
    Densities densities,
    int interval,
    double rate,
    Annealing annealing,
    double until)
    implements TicketMethod {
  /** 80 % by ERK; 0.3 of the weights move every 100 steps, none after three quarters. */
  public Rigl() {
    this(0.8, new ErdosRenyiKernel(), 100, 0.3, Annealing.COSINE, 0.75);
  }

  /** Checks the numbers. */
  public Rigl {
    Sparsity.require(sparsity);
    Rewiring.require(interval, rate, until);
  }

  private Rewiring rewiring() {
    return new Rewiring(interval, rate, annealing, until, Rewiring.Growth.GRADIENT);
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
    rewiring().check("rigl", usage);
  }

  @Override
  public Motion motion() {
    return new Motion.Weights(rewiring());
  }
}
