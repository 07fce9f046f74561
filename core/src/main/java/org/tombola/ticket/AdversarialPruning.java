package org.tombola.ticket;

import java.util.BitSet;
import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Architecture;
import org.tombola.network.Channels;
import org.tombola.network.ParameterLayout;
import org.tombola.train.Motion;
import org.tombola.train.Trainer;

/**
 * Adversarial training and pruning in turns, with or without the inheritance of weights (Liao et
 * al. 2022, "Achieving adversarial robustness via sparsity", Machine Learning 111, arXiv
 * 2009.05423). Each round trains with the trial's own recipe, then drops a share of what is left;
 * rounds are stages, so that a ticket of n rounds passes through those of fewer. After r rounds (1
 * - rate)^r of the network's weights, or of its channels with scales, are kept, to the nearest
 * whole number; of each layer's weights rounded up, of each layer's filters to the nearest whole
 * number and at least one.
 *
 * <p>The paper's rates, number of rounds and rewinding epoch are not known: 20 % a round and the
 * very first weights are the lottery ticket's (Frankle and Carbin 2019). It costs one training a
 * round before the ticket's own. With a recipe on clean images it is plain iterative pruning.
 *
 * @param variant what is dropped, and by what score
 * @param rate fraction of what is left that a round drops, in (0, 1)
 * @param rounds at least 1
 * @param inherit what each round's training starts from
 * @param shrinkage weight of the l1 penalty on scales in every training of {@link Variant#SLIMMING}
 * @param residual what becomes of channels that are added, where channels are dropped
 */
@Card("rounds of adversarial training and pruning, weights inherited or not (Liao et al. 2022)")
public record AdversarialPruning(
    Variant variant, double rate, int rounds, Inherit inherit, double shrinkage, Residual residual)
    implements TicketMethod {

  /** What is dropped. */
  public enum Variant {
    /** In each layer the filters with the smallest l1 norm, as {@link FilterPruning}. */
    FILTER,
    /** The channels with the smallest scales of all, as {@link NetworkSlimming}. */
    SLIMMING,
    /** In each layer the smallest weights. */
    LOCAL,
    /** The smallest weights of all. */
    GLOBAL;

    private boolean dropsChannels() {
      return this == FILTER || this == SLIMMING;
    }
  }

  /** The smallest weights of all, seven rounds of 20 %: 79 %. */
  public AdversarialPruning() {
    this(Variant.GLOBAL, 0.2, 7, Inherit.INITIAL, 1e-4, Residual.REFUSE);
  }

  /** Checks the numbers. */
  public AdversarialPruning {
    Refusal.unless(rate > 0 && rate < 1, "rate", "must be in (0, 1), not " + rate);
    AtLeast.number("rounds", 1, rounds, 200);
    NetworkSlimming.requireShrinkage(shrinkage);
  }

  @Override
  public double sparsity() {
    return 1 - StrictMath.pow(1 - rate, rounds);
  }

  @Override
  public Structure structure() {
    return switch (variant) {
      case FILTER -> Structure.FILTERS;
      case SLIMMING -> Structure.CHANNELS;
      case LOCAL, GLOBAL -> Structure.WEIGHTS;
    };
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    return List.of(new Before(network, previous(), plan));
  }

  private TicketMethod previous() {
    if (rounds > 1) {
      return new AdversarialPruning(variant, rate, rounds - 1, inherit, shrinkage, residual);
    }
    return variant == Variant.SLIMMING ? NetworkSlimming.penalised(shrinkage) : new Dense();
  }

  @Override
  public Motion motion() {
    return variant == Variant.SLIMMING
        ? new Motion.Weights(MaskDynamics.STATIC, shrinkage)
        : Motion.WEIGHTS;
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Channels channels = drawing.network().design().channels();
    check(channels);
    Drawing.Finished last = drawing.before().get(0);
    return new Ticket(
        draw(channels, last.mask(), last.parameters()),
        inherit.values(drawing, drawing.key().child("round", rounds)));
  }

  /**
   * The mask for given weights.
   *
   * @param before keeps what the rounds before left
   * @param trained flat, in the layout's order
   */
  public Mask draw(Channels channels, Mask before, float[] trained) {
    ParameterLayout layout = before.layout();
    if (variant.dropsChannels()) {
      List<BitSet> left = channels.kept(layout, before.places());
      List<BitSet> kept =
          variant == Variant.SLIMMING
              ? NetworkSlimming.kept(channels, layout, trained, left, sparsity())
              : ChannelRank.perGroup(
                  ChannelRank.filterNorms(channels.free(), layout, trained), left, sparsity());
      return Mask.of(layout, channels.places(layout, kept));
    }
    MagnitudeAtInit.Scope scope =
        variant == Variant.LOCAL ? MagnitudeAtInit.Scope.LAYER : MagnitudeAtInit.Scope.GLOBAL;
    return new MagnitudeAtInit(sparsity(), scope).draw(before, trained);
  }

  @Override
  public void check(Channels channels) {
    if (variant == Variant.SLIMMING) {
      NetworkSlimming.check(channels, residual);
    } else if (variant == Variant.FILTER) {
      residual.check(channels);
    }
  }
}
