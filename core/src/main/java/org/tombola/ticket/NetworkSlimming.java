package org.tombola.ticket;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.method.Refused;
import org.tombola.network.Architecture;
import org.tombola.network.Channels;
import org.tombola.network.Channels.Group;
import org.tombola.network.ParameterLayout;
import org.tombola.train.Motion;
import org.tombola.train.Trainer;

/**
 * The channels with the largest scales in batch normalisation, over the whole network (Liu et al.
 * 2017, "Learning efficient convolutional networks through network slimming", arXiv 1708.06519,
 * section 3). The dense training before it adds an l1 penalty on the scales, shrinkage *
 * sign(gamma) in their gradient; the ticket's own training does not. At rate 0 nothing is dropped,
 * and the ticket is that penalised dense training itself.
 *
 * <p>Scales start at 1 here, at 0.5 in the paper. The penalty needs training long enough to tell
 * channels apart; without, the order of the scales is mostly noise. Channels of layers without
 * batch normalisation are kept. It costs the dense training first.
 *
 * @param rate fraction of all channels with a scale that are dropped, in [0, 1)
 * @param shrinkage weight of the penalty, at least 0
 * @param inherit what the kept channels start from; the paper goes on with the trained ones
 * @param residual what becomes of channels that are added; the paper lets each branch read some of
 *     them, which neither choice here does
 */
@Card("the channels with the largest scales, whole network (Liu et al. 2017)")
public record NetworkSlimming(double rate, double shrinkage, Inherit inherit, Residual residual)
    implements TicketMethod {
  /** 70 % of the channels, penalty 1e-4. */
  public NetworkSlimming() {
    this(0.7, 1e-4, Inherit.TRAINED, Residual.REFUSE);
  }

  /** Checks the numbers. */
  public NetworkSlimming {
    Sparsity.require("rate", rate);
    requireShrinkage(shrinkage);
  }

  static void requireShrinkage(double shrinkage) {
    if (!(shrinkage >= 0 && shrinkage < Double.POSITIVE_INFINITY)) {
      throw new Refusal("shrinkage", "must be at least 0, not " + shrinkage);
    }
  }

  /** The penalised dense training that comes before a ticket, one for all rates. */
  static NetworkSlimming penalised(double shrinkage) {
    return new NetworkSlimming(0, shrinkage, Inherit.TRAINED, Residual.REFUSE);
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
    return rate == 0 ? List.of() : List.of(new Before(network, penalised(shrinkage), plan));
  }

  @Override
  public Motion motion() {
    return rate == 0 ? new Motion.Weights(MaskDynamics.STATIC, shrinkage) : Motion.WEIGHTS;
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Channels channels = drawing.network().design().channels();
    check(channels);
    if (rate == 0) {
      return new Dense().draw(drawing);
    }
    float[] trained = drawing.before().get(0).parameters();
    return new Ticket(
        draw(channels, drawing.network().layout(), trained),
        inherit.values(drawing, drawing.key()));
  }

  /**
   * The mask for given scales.
   *
   * @param trained flat, in the layout's order
   */
  public Mask draw(Channels channels, ParameterLayout layout, float[] trained) {
    List<BitSet> all = ChannelRank.all(channels.free());
    return Mask.of(layout, channels.places(layout, kept(channels, layout, trained, all, rate)));
  }

  /**
   * The channels kept of each free group.
   *
   * @param among the candidates
   * @param rate fraction of all channels with a scale that are dropped, earlier ones included
   */
  static List<BitSet> kept(
      Channels channels, ParameterLayout layout, float[] trained, List<BitSet> among, double rate) {
    List<Group> groups = channels.free();
    List<Group> scaled = scaled(channels);
    List<BitSet> candidates = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      if (scaled.contains(groups.get(g))) {
        candidates.add(among.get(g));
      }
    }
    List<BitSet> chosen =
        ChannelRank.overall(ChannelRank.scales(scaled, layout, trained), candidates, rate);
    List<BitSet> kept = new ArrayList<>(among);
    for (int s = 0; s < scaled.size(); s++) {
      kept.set(groups.indexOf(scaled.get(s)), chosen.get(s));
    }
    return kept;
  }

  /** The free groups whose channels have a scale. */
  static List<Group> scaled(Channels channels) {
    return channels.free().stream().filter(group -> !group.scales().isEmpty()).toList();
  }

  @Override
  public void check(Channels channels) {
    if (rate > 0) {
      check(channels, residual);
    }
  }

  /**
   * Checks that a network's channels can be ranked by scales.
   *
   * @throws IllegalArgumentException if they cannot
   */
  static void check(Channels channels, Residual residual) {
    residual.check(channels);
    if (scaled(channels).isEmpty()) {
      throw new Refused(
          "Cannot rank channels by their scales: this network has no batch normalisation where"
              + " channels may be dropped");
    }
  }
}
