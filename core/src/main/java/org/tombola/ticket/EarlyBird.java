package org.tombola.ticket;

import java.util.List;
import org.tombola.method.Card;
import org.tombola.network.Architecture;
import org.tombola.network.Channels;
import org.tombola.train.Trainer;

/**
 * The channels with the largest scales once they stay the same from epoch to epoch, early in a
 * dense training (You et al. 2020, "Drawing early-bird tickets", arXiv 1909.11957, section 3). The
 * search is an {@link EarlyBirdSearch} with the ticket's own plan.
 *
 * <p>It saves what the search does not train; where the masks never agree it saves nothing, and the
 * search's last epoch tells. One search serves one rate only: which masks agree hangs on it.
 *
 * @param rate fraction of all channels with a scale that are dropped, in (0, 1)
 * @param shrinkage weight of the search's l1 penalty on the scales, at least 0
 * @param masks that are to agree, at least 2
 * @param distance at which two masks agree, as a fraction of the channels
 * @param inherit what the kept channels start from; the paper goes on with the search's weights
 * @param residual what becomes of channels that are added
 */
@Card("channels drawn as soon as they stay the same (You et al. 2020)")
public record EarlyBird(
    double rate, double shrinkage, int masks, double distance, Inherit inherit, Residual residual)
    implements TicketMethod {
  /** Half of the channels, penalty 1e-4, five masks within 0.1, the search's weights. */
  public EarlyBird() {
    this(0.5, 1e-4, 5, 0.1, Inherit.TRAINED, Residual.REFUSE);
  }

  /** Checks the numbers. */
  public EarlyBird {
    EarlyBirdSearch.require(rate, shrinkage, masks, distance);
  }

  private EarlyBirdSearch search() {
    return new EarlyBirdSearch(rate, shrinkage, masks, distance, residual);
  }

  @Override
  public double sparsity() {
    return rate;
  }

  @Override
  public Structure structure() {
    return Structure.CHANNELS;
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    return List.of(new Before(network, search(), plan));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return new NetworkSlimming(rate, shrinkage, inherit, residual).draw(drawing);
  }

  @Override
  public void check(Usage usage) {
    search().check(usage);
  }

  @Override
  public void check(Channels channels) {
    search().check(channels);
  }
}
