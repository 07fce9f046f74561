package org.tombola.ticket;

import java.util.BitSet;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.method.AtLeast;
import org.tombola.method.Refusal;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.TopK;

/**
 * What {@link SparseEvolutionary} and {@link Rigl} share: at each update every layer drops its
 * smallest weights and exactly as many grow among all that are not kept, those just dropped
 * included. What is dropped and grows at once goes on as if nothing had been; all else grows from
 * 0, without momentum.
 *
 * @param interval an update comes with every step whose number, over all epochs, it divides
 * @param rate share of a layer's kept weights that move
 * @param annealing of that share
 * @param until share of the steps after which the mask stays
 * @param growth which weights grow
 */
record Rewiring(int interval, double rate, Annealing annealing, double until, Growth growth)
    implements MaskDynamics {
  /** Deviation of the noise by which weights of equal magnitude are told apart. */
  private static final double NOISE = 1e-5;

  /** Which weights grow. */
  enum Growth {
    /** Drawn uniformly, after the optimiser's step. */
    RANDOM,
    /** Those of the largest gradients, instead of the optimiser's step. */
    GRADIENT
  }

  Rewiring {
    require(interval, rate, until);
  }

  static void require(int interval, double rate, double until) {
    AtLeast.one("interval", interval);
    Refusal.unless(rate > 0 && rate <= 1, "rate", "must be in (0, 1], not " + rate);
    Refusal.unless(until > 0 && until <= 1, "until", "must be in (0, 1], not " + until);
  }

  /** Refuses a training in which the mask would never move. */
  void check(String name, TicketMethod.Usage usage) {
    long steps = Updates.steps(usage);
    if (!Updates.any(usage, (step, epoch) -> due(step, steps), interval)) {
      throw new IllegalArgumentException(
          ("%s would never change its mask: interval is %d until %s of the training, but this one"
                  + " has %d steps")
              .formatted(name, interval, until, steps));
    }
  }

  private boolean due(long step, long steps) {
    return step % interval == 0 && step <= until * steps;
  }

  private boolean due(Iteration now) {
    return due(now.number(), now.iterations());
  }

  @Override
  public boolean replacesStep(Iteration now) {
    return growth == Growth.GRADIENT && due(now);
  }

  /** The share of kept weights an update at a step moves. */
  double rateAt(long step, long steps) {
    return rate * annealing.factor(step / (until * steps));
  }

  @Override
  public Mask after(Iteration now) {
    if (!due(now)) {
      return now.mask();
    }
    ParameterLayout layout = now.mask().layout();
    double share = rateAt(now.number(), now.iterations());
    Key key = now.key().child("update", now.number());
    float[] weights = Magnitudes.of(now.parameters().get());
    float[] gradient =
        growth == Growth.GRADIENT ? Magnitudes.of(now.gradient().get()) : new float[0];
    BitSet mask = new BitSet(layout.length());
    for (Slice slice : layout.prunable()) {
      BitSet before = now.mask().places(slice);
      int kept = before.cardinality();
      int moving = (int) (share * kept);
      Key own = key.child(slice.name());
      blur(weights, before, own.child("ties"));
      BitSet stay = TopK.largest(weights, before, kept - moving);
      BitSet free = new BitSet(layout.length());
      free.set(slice.offset(), slice.offset() + slice.length());
      free.andNot(stay);
      mask.or(stay);
      mask.or(
          growth == Growth.GRADIENT
              ? TopK.largest(gradient, free, moving)
              : own.child("growth").choice(free, moving));
    }
    return Mask.of(layout, mask);
  }

  private static void blur(float[] weights, BitSet kept, Key key) {
    float[] noise = key.normal(kept.cardinality());
    int drawn = 0;
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      weights[i] += (float) (NOISE * noise[drawn++]);
    }
  }
}
