package org.tombola.train;

import java.util.Map;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.network.Descent;
import org.tombola.network.Gradient;
import org.tombola.network.Network;
import org.tombola.random.Key;

/**
 * Stored weights that are masked after each step, and their momentum; gradients at masked places
 * stay dense (growth needs them).
 */
final class MaskedWeights implements Variables {
  private static final String VELOCITY = "velocity";

  private final Network network;
  private final MaskDynamics dynamics;
  private final Key key;
  private final Descent descent;
  private Mask mask;

  MaskedWeights(Network network, Mask mask, Motion.Weights motion, Sgd sgd, Key key) {
    this.network = network;
    this.mask = mask;
    this.dynamics = motion.dynamics();
    this.key = key;
    this.descent =
        network.descent(
            new Descent.Settings(sgd.momentum(), sgd.weightDecay(), motion.shrinkage()));
    descent.mask(mask.places());
  }

  @Override
  public void step(Gradient gradient, int examples, Update step) {
    MaskDynamics.Iteration now =
        new MaskDynamics.Iteration(
            step.number(),
            step.epoch(),
            step.steps(),
            step.epochs(),
            mask,
            network::parameters,
            gradient::values,
            step.history(),
            key);
    if (!dynamics.replacesStep(now)) {
      descent.step(gradient, examples, step.rate());
    }
    move(dynamics.after(now));
  }

  // a mask that stays is the very one in force
  @SuppressWarnings("ReferenceEquality")
  private void move(Mask next) {
    if (next != mask) {
      mask = next;
      descent.mask(mask.places());
    }
  }

  @Override
  public Mask mask() {
    return mask;
  }

  @Override
  public Map<String, Object> state() {
    return Map.of(VELOCITY, descent.velocity());
  }

  @Override
  public void resume(Map<String, Object> state) {
    if (!(state.get(VELOCITY) instanceof float[] saved)
        || saved.length != network.layout().length()) {
      throw new IllegalArgumentException(
          "Cannot go on: the state is of another network than one of %d weights"
              .formatted(network.layout().length()));
    }
    descent.resume(saved);
  }

  @Override
  public void close() {
    descent.close();
  }
}
