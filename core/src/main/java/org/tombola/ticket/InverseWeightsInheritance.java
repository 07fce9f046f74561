package org.tombola.ticket;

import java.util.BitSet;
import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.method.Family;
import org.tombola.method.Refusal;
import org.tombola.method.Refused;
import org.tombola.network.Architecture;
import org.tombola.network.Channels;
import org.tombola.network.Channels.Group;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.train.Motion;
import org.tombola.train.Trainer;

/**
 * A large dense network that starts from the trained weights of a small one (Liao et al. 2022,
 * "Achieving adversarial robustness via sparsity", Machine Learning 111, arXiv 2009.05423). It
 * starts with the small network's biases, batch normalisation and running statistics; every weight
 * is trained.
 *
 * <p>The abstract leaves open whether the small network is a pruned or a narrow one: both are here.
 * It costs the small network's trainings first: a fair comparison from scratch trains the large
 * network as long as both together. Inheriting from a network trained on clean images tests
 * something else.
 *
 * @param from which small network
 * @param small of {@link From#PRUNED}: the sparse network of the same architecture; a dense one
 *     makes the comparison without sparsity
 * @param kappa of {@link From#PRUNED}: dropped weights start at this times their initial value, at
 *     least 0; 0, 0.1 and 1 are worth trying
 * @param divisor of {@link From#NARROW}: how many times as narrow the small network is, at least 2
 */
@Card("a large dense network inherits a small one's weights (Liao et al. 2022)")
public record InverseWeightsInheritance(From from, TicketMethod small, double kappa, int divisor)
    implements TicketMethod {

  /** Where the weights come from. */
  public enum From {
    /** A pruned network of the same architecture; the mask is dropped. */
    PRUNED,
    /**
     * A narrower network of the same architecture, trained densely. Its channels come first in each
     * layer; they ignore the new ones, whose own weights are initial ones, so that at the start the
     * wide network computes what the narrow one does.
     */
    NARROW
  }

  /** From seven rounds of global pruning, dropped weights at 0. */
  public InverseWeightsInheritance() {
    this(From.PRUNED, new AdversarialPruning(), 0, 2);
  }

  /** Checks the numbers. */
  public InverseWeightsInheritance {
    Refusal.unless(
        Double.isFinite(kappa) && kappa >= 0, "kappa", "must be at least 0, not " + kappa);
    Refusal.unless(divisor >= 2, "divisor", "must be at least 2, not " + divisor);
  }

  @Override
  public double sparsity() {
    return 0;
  }

  /** Of the small network: its own is dense. */
  @Override
  public Structure structure() {
    return from == From.PRUNED ? small.structure() : Structure.CHANNELS;
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    return List.of(
        from == From.PRUNED
            ? new Before(network, small, plan)
            : new Before(narrower(network), new Dense(), plan));
  }

  private Architecture narrower(Architecture network) {
    return network
        .narrower(divisor)
        .orElseThrow(
            () ->
                new Refused(
                    "Cannot inherit from a narrower network: %s has no width that %d divides"
                        .formatted(Family.of(Architecture.class).of(network).name(), divisor)));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Network network = drawing.network();
    Drawing.Finished inherited = drawing.before().get(0);
    float[] initial = network.parameters();
    return new Ticket(
        Mask.dense(network.layout()),
        from == From.PRUNED
            ? refilled(network.design().channels(), inherited, initial)
            : widened(network.layout(), inherited, initial));
  }

  /** The small network's parameters, and its dropped weights at kappa times their initial value. */
  private float[] refilled(Channels channels, Drawing.Finished inherited, float[] initial) {
    ParameterLayout layout = inherited.layout();
    float[] start = inherited.parameters().clone();
    for (Slice slice : layout.prunable()) {
      BitSet kept = inherited.mask().places(slice);
      int end = slice.offset() + slice.length();
      for (int i = kept.nextClearBit(slice.offset()); i < end; i = kept.nextClearBit(i + 1)) {
        // a product with 0 may be minus zero
        start[i] = kappa == 0 ? 0 : (float) (kappa * initial[i]);
      }
    }
    revive(channels, inherited, initial, start);
    return start;
  }

  /**
   * Gives channels that are dropped whole, filter and readers, their initial normalisation, for the
   * running statistics are those of zeros; and without any kappa their initial filter: nobody reads
   * them yet, but with zeros on both sides nobody ever would.
   */
  private void revive(
      Channels channels, Drawing.Finished inherited, float[] initial, float[] start) {
    ParameterLayout layout = inherited.layout();
    List<BitSet> kept = channels.kept(layout, inherited.mask().places());
    for (int g = 0; g < kept.size(); g++) {
      Group group = channels.free().get(g);
      for (Slice slice : layout.slices()) {
        String layer = slice.layer();
        if (group.producers().contains(layer) || group.normalisations().contains(layer)) {
          for (int c = kept.get(g).nextClearBit(0);
              c < group.size();
              c = kept.get(g).nextClearBit(c + 1)) {
            if (slice.kind() != Kind.WEIGHT || kappa == 0) {
              copyChannel(slice, c, initial, start);
            }
          }
        }
      }
    }
  }

  private static void copyChannel(Slice slice, int channel, float[] from, float[] to) {
    if (slice.kind() != Kind.WEIGHT) {
      to[slice.offset() + channel] = from[slice.offset() + channel];
      return;
    }
    for (int i = 0; i < slice.inputs(); i++) {
      for (int t = 0; t < slice.taps(); t++) {
        int place = slice.place(channel, i, t);
        to[place] = from[place];
      }
    }
  }

  /** The narrow network's parameters inside the wide one's. */
  private static float[] widened(
      ParameterLayout layout, Drawing.Finished inherited, float[] initial) {
    float[] start = initial.clone();
    for (Slice slice : layout.slices()) {
      Slice old = inherited.layout().slice(slice.name());
      if (slice.kind() != Kind.WEIGHT) {
        System.arraycopy(inherited.parameters(), old.offset(), start, slice.offset(), old.length());
        continue;
      }
      // new outputs keep the weights drawn for them; old ones get a zero from each new input
      for (int o = 0; o < old.outputs(); o++) {
        for (int i = 0; i < slice.inputs(); i++) {
          for (int t = 0; t < slice.taps(); t++) {
            start[slice.place(o, i, t)] =
                i < old.inputs() ? inherited.parameters()[old.place(o, i, t)] : 0;
          }
        }
      }
    }
    return start;
  }

  @Override
  public void check(Usage usage) {
    if (from == From.NARROW) {
      narrower(usage.network());
      return;
    }
    small.check(usage);
    if (small.motion() instanceof Motion.Scored || !small.members().isEmpty()) {
      throw new Refused(
          "Cannot inherit from %s: it does not train the weights of its network"
              .formatted(Family.of(TicketMethod.class).of(small).name()));
    }
  }

  @Override
  public void check(Channels channels) {
    if (from == From.PRUNED) {
      small.check(channels);
    }
  }
}
