package org.tombola.train;

import java.util.List;
import java.util.Map;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics.EpochResult;
import org.tombola.network.Gradient;

/** What a training moves, and the optimiser's state of it; the network always holds the result. */
public interface Variables extends AutoCloseable {
  /**
   * A step about to be made.
   *
   * @param number from 1, over all epochs
   * @param epoch the running epoch, from 0
   * @param steps the whole training takes
   * @param epochs that is
   * @param rate the learning rate
   * @param history one an epoch done
   */
  record Update(
      long number, int epoch, long steps, int epochs, double rate, List<EpochResult> history) {}

  /**
   * Makes an optimiser step.
   *
   * @param gradient of the loss summed over the examples, by the network's parameters, dense
   *     (masked places included); only read
   * @param examples summed over
   */
  void step(Gradient gradient, int examples, Update step);

  /** The mask in force. */
  Mask mask();

  /** What {@link #resume} needs beyond the parameters and the mask: float[] or byte[] by name. */
  Map<String, Object> state();

  /**
   * Goes on from a state; parameters and mask are those of it.
   *
   * @throws IllegalArgumentException if it is of another network
   */
  void resume(Map<String, Object> state);

  @Override
  void close();
}
