package org.tombola.ticket;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.TopK;
import org.tombola.ticket.FlyingBird.Growth;

/**
 * An update of the mask by {@link FlyingBird} or {@link FlyingBirdPlus}. Each layer drops small
 * weights and grows others. A weight that is dropped and grows in the same update goes on as if
 * nothing had been: the released code changes the mask twice and multiplies weights and momentum by
 * it once, at the end.
 */
final class FlyingBirdUpdate {
  private FlyingBirdUpdate() {}

  /**
   * How much moves.
   *
   * @param rate share of a layer's kept weights dropped and replaced
   * @param further share of that rate dropped beyond it and not replaced
   * @param regrown weights that grow, for one that is replaced
   */
  record Pace(double rate, double further, double regrown) {}

  /** The mask after an update. */
  static Mask mask(MaskDynamics.Iteration now, Growth growth, Pace pace) {
    ParameterLayout layout = now.mask().layout();
    Key key = now.key().child("update", now.number());
    float[] weights = Magnitudes.of(now.parameters().get());
    float[] gradient =
        growth == Growth.GRADIENT ? Magnitudes.of(now.gradient().get()) : new float[0];
    BitSet mask = new BitSet(layout.length());
    for (Slice slice : layout.prunable()) {
      BitSet before = now.mask().places(slice);
      int kept = before.cardinality();
      BitSet stay = before;
      int removed = 0;
      // a dense layer has nowhere to grow and stays as it is
      if (kept < slice.length()) {
        int drop = (int) Math.ceil(pace.rate() * kept);
        int further = (int) Math.ceil(pace.rate() * pace.further() * kept);
        stay = survivors(weights, before, drop);
        // what grows makes up for the ordinary drop alone
        removed = kept - stay.cardinality();
        if (further > 0) {
          stay = survivors(weights, before, Math.min(kept, drop + further));
        }
      }
      BitSet free = new BitSet(layout.length());
      free.set(slice.offset(), slice.offset() + slice.length());
      free.andNot(stay);
      double wanted = Math.min(pace.regrown() * removed, free.cardinality());
      mask.or(stay);
      mask.or(
          growth == Growth.GRADIENT
              ? TopK.largest(gradient, free, (int) Math.floor(wanted))
              : drawn(free, wanted, key.child(slice.name())));
    }
    return Mask.of(layout, mask);
  }

  /** The kept weights above the r-th smallest, r = drop; all that tie with it go. */
  private static BitSet survivors(float[] weights, BitSet kept, int drop) {
    int count = kept.cardinality();
    // weights that are not kept count as zeros, so without a drop the threshold is one of them
    float threshold = drop == 0 ? 0 : TopK.kthLargest(weights, kept, count - drop + 1);
    BitSet stay = new BitSet(kept.length());
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      if (weights[i] > threshold) {
        stay.set(i);
      }
    }
    return stay;
  }

  /** Each free place with the same probability, {@code wanted} of them on average. */
  private static BitSet drawn(BitSet free, double wanted, Key key) {
    BitSet grown = new BitSet(free.length());
    double probability = wanted / free.cardinality();
    SplittableRandom draws = key.stream();
    for (int i = free.nextSetBit(0); i >= 0; i = free.nextSetBit(i + 1)) {
      if (draws.nextDouble() < probability) {
        grown.set(i);
      }
    }
    return grown;
  }
}
