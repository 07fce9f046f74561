package org.tombola.ticket;

import java.util.BitSet;
import java.util.List;
import org.tombola.mask.MaskDynamics;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Channels;
import org.tombola.network.Network;
import org.tombola.train.MaskDistance;
import org.tombola.train.Motion;
import org.tombola.train.Watch;

/**
 * The dense training an {@link EarlyBird} is found in (You et al. 2020, arXiv 1909.11957, section
 * 3.3): an l1 penalty on the scales of batch normalisation, and after each epoch the mask of the
 * channels with the largest. It ends once the newest mask agrees with those of the epochs before;
 * where they never agree it goes on to the last epoch.
 *
 * <p>It trains every weight: as a ticket of its own it shows when the bird is there. Distances are
 * fractions of the channels that may be dropped, so a small rate makes agreement easy. The released
 * code also looks before the first epoch, where all scales are equal; this does not.
 *
 * @param rate fraction of all channels with a scale the masks drop, in (0, 1)
 * @param shrinkage weight of the penalty, at least 0
 * @param masks that are to agree, at least 2
 * @param distance at which two masks agree, as a fraction of the channels
 * @param residual what becomes of channels that are added
 */
@Card("dense training until the channels with the largest scales stay the same (You et al. 2020)")
public record EarlyBirdSearch(
    double rate, double shrinkage, int masks, double distance, Residual residual)
    implements TicketMethod {
  /** Half of the channels, penalty 1e-4, five masks within 0.1. */
  public EarlyBirdSearch() {
    this(0.5, 1e-4, 5, 0.1, Residual.REFUSE);
  }

  /** Checks the numbers. */
  public EarlyBirdSearch {
    require(rate, shrinkage, masks, distance);
  }

  static void require(double rate, double shrinkage, int masks, double distance) {
    Refusal.unless(rate > 0 && rate < 1, "rate", "must be in (0, 1), not " + rate);
    NetworkSlimming.requireShrinkage(shrinkage);
    MaskDistance.require("masks", masks, distance);
  }

  @Override
  public double sparsity() {
    return 0;
  }

  @Override
  public Ticket draw(Drawing drawing) {
    check(drawing.network().design().channels());
    return new Dense().draw(drawing);
  }

  @Override
  public Motion motion() {
    return new Motion.Weights(MaskDynamics.STATIC, shrinkage);
  }

  @Override
  public Watch watch() {
    return new Settling(masks, distance, this::look);
  }

  private Settling.Snapshot look(Network network) {
    Channels channels = network.design().channels();
    List<BitSet> all = ChannelRank.all(channels.free());
    float[] parameters = network.parameters();
    List<BitSet> kept = NetworkSlimming.kept(channels, network.layout(), parameters, all, rate);
    // channels without a scale are never dropped and tell nothing
    BitSet pooled = new BitSet();
    int places = 0;
    for (int g = 0; g < kept.size(); g++) {
      if (!channels.free().get(g).scales().isEmpty()) {
        int offset = places;
        kept.get(g).stream().forEach(c -> pooled.set(offset + c));
        places += channels.free().get(g).size();
      }
    }
    return new Settling.Snapshot(pooled, places);
  }

  @Override
  public void check(Usage usage) {
    if (usage.plan().epochs() < masks) {
      throw new IllegalArgumentException(
          ("the masks of early birds would never agree: %d of them are compared, but this training"
                  + " has %d epochs")
              .formatted(masks, usage.plan().epochs()));
    }
  }

  @Override
  public void check(Channels channels) {
    NetworkSlimming.check(channels, residual);
  }
}
