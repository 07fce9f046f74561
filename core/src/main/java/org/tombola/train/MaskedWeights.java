package org.tombola.train;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
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
  private final Momentum momentum;
  private Mask mask;

  MaskedWeights(Network network, Mask mask, Motion.Weights motion, Sgd sgd, Key key) {
    this.network = network;
    this.mask = mask;
    this.dynamics = motion.dynamics();
    this.key = key;
    this.momentum = new Momentum(sgd, network.layout(), motion.shrinkage());
    try {
      mask.apply(network.parameters());
    } catch (RuntimeException | Error e) {
      // nobody else can free what an object holds whose constructor throws
      close();
      throw e;
    }
  }

  @Override
  public void step(INDArray gradient, int examples, Step step) {
    MaskDynamics.Moment moment =
        new MaskDynamics.Moment(
            step.number(),
            step.epoch(),
            step.steps(),
            step.epochs(),
            mask,
            network.parameters(),
            gradient,
            step.history(),
            key);
    if (!dynamics.replacesStep(moment)) {
      momentum.step(network.parameters(), gradient, examples, step.rate());
      applied(mask);
    }
    move(dynamics.after(moment));
  }

  // a mask that stays is the very one in force
  @SuppressWarnings("ReferenceEquality")
  private void move(Mask next) {
    if (next != mask) {
      mask.release();
      mask = next;
      applied(mask);
    }
  }

  private void applied(Mask applied) {
    applied.apply(network.parameters());
    applied.apply(momentum.velocity());
  }

  @Override
  public Mask mask() {
    return mask;
  }

  @Override
  public Map<String, Object> state() {
    return Map.of(VELOCITY, momentum.velocity().toFloatVector());
  }

  @Override
  public void resume(Map<String, Object> state) {
    if (!(state.get(VELOCITY) instanceof float[] saved)
        || saved.length != network.layout().length()) {
      throw new IllegalArgumentException(
          "Cannot go on: the state is of another network than one of %d weights"
              .formatted(network.layout().length()));
    }
    try (INDArray velocity = Nd4j.createFromArray(saved)) {
      momentum.velocity().assign(velocity);
    }
  }

  @Override
  public void close() {
    momentum.close();
    mask.release();
  }
}
