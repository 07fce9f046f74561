package org.tombola.ticket;

import java.util.BitSet;
import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.Architecture;
import org.tombola.network.Channels;
import org.tombola.network.ParameterLayout;
import org.tombola.train.Trainer;

/**
 * In each layer of a trained dense network the filters with the largest l1 norm (Li et al. 2017,
 * "Pruning filters for efficient ConvNets", arXiv 1608.08710, section 3.1). A dropped filter takes
 * along the weights that read its channel, so that the network can be written smaller. Hidden
 * numbers of dense layers count as channels.
 *
 * <p>The paper drops half of the filters in some layers of VGG-16 and none in others; here every
 * layer gives the same share. Norms of one layer say nothing of another's, which makes a uniform
 * share a weak choice where a layer is needed whole. It costs the dense training first.
 *
 * @param rate fraction of each layer's channels that are dropped, in [0, 1)
 * @param inherit what the kept filters start from; the paper goes on with the trained ones
 * @param residual what becomes of channels that are added; the paper leaves them
 */
@Card("the largest filters of each layer, whole channels (Li et al. 2017)")
public record FilterPruning(double rate, Inherit inherit, Residual residual)
    implements TicketMethod {
  /** Half of the filters, trained weights. */
  public FilterPruning() {
    this(0.5, Inherit.TRAINED, Residual.REFUSE);
  }

  /** Checks the rate. */
  public FilterPruning {
    Sparsity.require("rate", rate);
  }

  @Override
  public double sparsity() {
    return rate;
  }

  @Override
  public Structure structure() {
    return Structure.FILTERS;
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    return List.of(new Before(network, new Dense(), plan));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Channels channels = drawing.network().design().channels();
    check(channels);
    float[] trained = drawing.before().get(0).parameters();
    return new Ticket(
        draw(channels, drawing.network().layout(), trained),
        inherit.values(drawing, drawing.key()));
  }

  /**
   * The mask for given weights.
   *
   * @param trained flat, in the layout's order
   */
  public Mask draw(Channels channels, ParameterLayout layout, float[] trained) {
    List<BitSet> all = ChannelRank.all(channels.free());
    List<float[]> norms = ChannelRank.filterNorms(channels.free(), layout, trained);
    return Mask.of(layout, channels.places(layout, ChannelRank.perGroup(norms, all, rate)));
  }

  @Override
  public void check(Channels channels) {
    residual.check(channels);
  }
}
