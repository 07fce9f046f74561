package org.tombola.ticket;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.random.Key;

/** How a mask moves while training. */
@FunctionalInterface
public interface MaskDynamics {
  /** A mask that never moves. */
  MaskDynamics STATIC = Moment::mask;

  /**
   * The training right after an optimiser step.
   *
   * @param iteration steps done, from 1, over all epochs
   * @param epoch the running epoch, from 0
   * @param iterations steps the whole training takes
   * @param mask in force
   * @param parameters flat, masked; see the layout
   * @param gradient of the step just done, flat, dense (masked places included)
   * @param key of this ticket's draws
   */
  record Moment(
      long iteration,
      int epoch,
      long iterations,
      Mask mask,
      INDArray parameters,
      INDArray gradient,
      Key key) {}

  /** The mask from here on: {@code moment.mask()} itself where nothing moves. */
  Mask after(Moment moment);
}
