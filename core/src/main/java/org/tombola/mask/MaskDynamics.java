package org.tombola.mask;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.random.Key;

/** How a mask moves while training: after each optimiser step, or in its place. */
@FunctionalInterface
public interface MaskDynamics {
  /** A mask that never moves. */
  MaskDynamics STATIC = moment -> Move.stay(moment.mask());

  /**
   * The training right after an optimiser step, or, where a move takes its place, right before.
   *
   * @param iteration steps done, from 1, over all epochs
   * @param epoch the running epoch, from 0
   * @param iterations steps the whole training takes
   * @param mask in force
   * @param parameters flat, masked; see the layout; only read
   * @param gradient of the step just done, flat, dense (masked places included), without weight
   *     decay; only read
   * @param history what was measured after each epoch done
   * @param key of this ticket's draws
   */
  record Moment(
      long iteration,
      int epoch,
      long iterations,
      Mask mask,
      INDArray parameters,
      INDArray gradient,
      List<Measured> history,
      Key key) {}

  /**
   * What was measured after an epoch.
   *
   * @param running share of training examples, as perturbed and augmented, right while training
   * @param robust robust accuracy on validation images, 0 to 1
   * @param robustLoss mean cross-entropy of validation images where the attack left them
   */
  record Measured(double running, double robust, double robustLoss) {}

  /**
   * What becomes of the mask.
   *
   * <p>Unless both are the very mask in force, the trainer applies {@code survivors} to the
   * parameters and to the momentum before {@code mask} takes over. So a weight grown starts at 0
   * without momentum, even one that was pruned in the same move: the two masks alone would not show
   * that it was gone.
   *
   * @param survivors kept before, kept throughout
   * @param mask in force from here on: the survivors and what grew
   */
  record Move(Mask survivors, Mask mask) {
    /** Nothing moves. */
    public static Move stay(Mask mask) {
      return new Move(mask, mask);
    }
  }

  /**
   * Whether the move at this moment takes the place of the optimiser step: weights and momentum
   * stay as they are but for what the move does to them. Asked before every step.
   */
  default boolean replacesStep(Moment moment) {
    return false;
  }

  /** What becomes of the mask at this moment. */
  Move after(Moment moment);
}
