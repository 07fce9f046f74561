package org.tombola.train;

import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.network.Network;
import org.tombola.random.Key;

/** What an optimiser step moves. */
public sealed interface Motion {
  /** The kept weights, under a mask that stays. */
  Motion WEIGHTS = new Weights(MaskDynamics.STATIC);

  /**
   * Begins: the mask is applied to the network's parameters.
   *
   * @param network whose parameters are those training starts with
   * @param mask training starts with; in force at first
   * @param key of the ticket's draws
   */
  Variables begin(Network network, Mask mask, Sgd sgd, Key key);

  /**
   * Moves the weights that are kept, and all other trained parameters.
   *
   * @param dynamics how the mask moves
   * @param shrinkage added to the gradient of batch normalisation's scales with their sign: an l1
   *     penalty of that weight on each
   */
  record Weights(MaskDynamics dynamics, double shrinkage) implements Motion {
    /** Without a penalty. */
    public Weights(MaskDynamics dynamics) {
      this(dynamics, 0);
    }

    @Override
    public Variables begin(Network network, Mask mask, Sgd sgd, Key key) {
      return new MaskedWeights(network, mask, this, sgd, key);
    }
  }

  /**
   * Moves the kept weights and nothing else: scales, shifts and biases stay as they start, as if
   * the network had none.
   */
  record WeightsAlone() implements Motion {
    @Override
    public Variables begin(Network network, Mask mask, Sgd sgd, Key key) {
      return new HeldOthers(network, WEIGHTS.begin(network, mask, sgd, key));
    }
  }

  /**
   * Moves scores that choose which weights are kept; all parameters stay as they start. The mask
   * training starts with is that of the first scores, whatever is given.
   *
   * @param scores how weights are scored
   */
  record Scored(Scores scores) implements Motion {
    @Override
    public Variables begin(Network network, Mask mask, Sgd sgd, Key key) {
      return new ScoredWeights(network, scores, sgd, key);
    }
  }
}
