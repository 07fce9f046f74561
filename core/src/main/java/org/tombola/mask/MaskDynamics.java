package org.tombola.mask;

import java.util.List;
import java.util.function.Supplier;
import org.tombola.random.Key;

/** How a mask moves while training: after each optimiser step, or in its place. */
@FunctionalInterface
public interface MaskDynamics {
  /** A mask that never moves. */
  MaskDynamics STATIC = Iteration::mask;

  /**
   * The training right after an optimiser step, or, where a move takes its place, right before.
   *
   * @param number steps done, from 1, over all epochs
   * @param epoch the running epoch, from 0
   * @param iterations steps the whole training takes
   * @param epochs that is
   * @param mask in force
   * @param parameters flat, masked; see the layout
   * @param gradient of the step just done, flat, dense (masked places included), without weight
   *     decay
   * @param history what was measured after each epoch done
   * @param key of this ticket's draws
   */
  record Iteration(
      long number,
      int epoch,
      long iterations,
      int epochs,
      Mask mask,
      Supplier<float[]> parameters,
      Supplier<float[]> gradient,
      List<EpochResult> history,
      Key key) {}

  /**
   * What was measured after an epoch.
   *
   * @param running share of training examples, as perturbed and augmented, right while training
   * @param robust robust accuracy on validation images, 0 to 1
   * @param robustLoss mean cross-entropy of validation images where the attack left them
   */
  record EpochResult(double running, double robust, double robustLoss) {}

  /**
   * Whether the move in this iteration takes the place of the optimiser step: weights and momentum
   * stay as they are but for what the move does to them. Asked before every step.
   */
  default boolean replacesStep(Iteration now) {
    return false;
  }

  /**
   * The mask in force from here on; the iteration's very own where it stays.
   *
   * <p>Weights and momentum are multiplied by the new mask, once. So what is kept before and after
   * goes on as if nothing had been, even if it was dropped and grown again in between, and what
   * grows starts at 0 without momentum, for masked weights are 0.
   */
  Mask after(Iteration now);
}
