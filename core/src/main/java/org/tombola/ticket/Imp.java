package org.tombola.ticket;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.method.Refused;
import org.tombola.network.Architecture;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.tensor.TopK;
import org.tombola.train.KdSwa;
import org.tombola.train.Trainer;

/**
 * Iterative magnitude pruning: train, drop a fifth of the weights that are left, rewind, and again
 * (Frankle and Carbin 2019, "The lottery ticket hypothesis", arXiv 1803.03635, section 2; rewinding
 * to an early epoch Frankle et al. 2020, arXiv 1912.05671; of the learning rate alone Renda et al.
 * 2020, arXiv 2003.02389). Each level is drawn from the trial of the level before, which differs in
 * {@code levels} alone, so that a sweep over levels trains each once.
 *
 * <p>A level drops the smallest ceil(rate x n) of the n weights left, over the whole network; of
 * equal ones the last; the threshold of the released code drops one more. Rewound to an epoch, a
 * level takes the rest of the epochs only. It costs a whole training a level: a comparison with
 * methods that train once has to tell of that.
 *
 * @param levels times that weights are dropped, at least 1
 * @param rate share of the weights left that a level drops, in (0, 1)
 * @param rewind what goes back
 * @param epoch it goes back to: 0 for the beginning
 * @param output whether the last layer is pruned
 */
@Card("trains, prunes a fifth and rewinds, repeatedly (Frankle and Carbin 2019)")
public record Imp(int levels, double rate, Rewind rewind, int epoch, Output output)
    implements TicketMethod {

  /** What goes back to the epoch. */
  public enum Rewind {
    /** Weights and learning rate. */
    WEIGHTS,
    /** The learning rate: weights stay as the level before left them. */
    LEARNING_RATE
  }

  /** What becomes of the last layer. */
  public enum Output {
    /** It is pruned as all others are. */
    PRUNED,
    /** It stays dense: sparsity is that of the other layers (the papers' LeNet and VGG). */
    DENSE
  }

  /** Seven levels of a fifth (79 %), rewound to initialisation. */
  public Imp() {
    this(7, 0.2, Rewind.WEIGHTS, 0, Output.PRUNED);
  }

  /** Checks the numbers. */
  public Imp {
    AtLeast.number("levels", 1, levels, 200);
    Refusal.unless(rate > 0 && rate < 1, "rate", "must be in (0, 1), not " + rate);
    Refusal.unless(epoch >= 0, "epoch", "must be at least 0, not " + epoch);
  }

  /** What the levels come to, rounding aside. */
  @Override
  public double sparsity() {
    return 1 - StrictMath.pow(1 - rate, levels);
  }

  @Override
  public int startsAfter() {
    return epoch;
  }

  private boolean rewindsToAnEpoch() {
    return rewind == Rewind.WEIGHTS && epoch > 0;
  }

  @Override
  public void check(Usage usage) {
    if (epoch >= usage.plan().epochs()) {
      throw new IllegalArgumentException(
          "imp rewinds to epoch %d, but this training has %d epochs"
              .formatted(epoch, usage.plan().epochs()));
    }
    if (rewindsToAnEpoch()
        && usage.plan().recipe() instanceof KdSwa distilled
        && distilled.averaging() != KdSwa.Averaging.OFF
        && epoch > distilled.averageAfter()) {
      throw new IllegalArgumentException(
          "imp would rewind to the average of epochs %d to %d, which no training went through: rewind to an earlier epoch"
              .formatted(distilled.averageAfter() + 1, epoch));
    }
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    List<Before> before = new ArrayList<>();
    if (rewindsToAnEpoch()) {
      before.add(new Before(network, new Dense(), plan, epoch));
    }
    TicketMethod above =
        levels == 1 ? new Dense() : new Imp(levels - 1, rate, rewind, epoch, output);
    before.add(new Before(network, above, plan));
    return before;
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Drawing.Finished above = drawing.before().get(drawing.before().size() - 1);
    if (rewindsToAnEpoch() && drawing.before().get(0).epochs() < epoch) {
      throw new Refused(
          "Cannot rewind to epoch %d: the dense training ended after epoch %d"
              .formatted(epoch, drawing.before().get(0).epochs()));
    }
    Mask mask = draw(above.mask(), above.parameters());
    if (rewind == Rewind.LEARNING_RATE) {
      return new Ticket(mask, above.parameters());
    }
    return rewindsToAnEpoch()
        ? new Ticket(mask, drawing.before().get(0).parameters())
        : Ticket.of(mask, drawing.network());
  }

  /**
   * The mask of the next level.
   *
   * @param mask of the level before
   * @param trained under it, flat, in the layout's order
   */
  public Mask draw(Mask mask, float[] trained) {
    ParameterLayout layout = mask.layout();
    BitSet candidates = mask.places();
    List<Slice> slices = layout.prunable();
    BitSet spared = new BitSet(layout.length());
    if (output == Output.DENSE && !slices.isEmpty()) {
      spared = mask.places(slices.get(slices.size() - 1));
    }
    candidates.andNot(spared);
    int left = candidates.cardinality();
    // a millionth of a weight, as in the densities
    int drop = (int) Math.ceil(rate * left - 1e-6);
    BitSet kept = TopK.largest(Magnitudes.of(trained), candidates, left - drop);
    kept.or(spared);
    return Mask.of(layout, kept);
  }
}
