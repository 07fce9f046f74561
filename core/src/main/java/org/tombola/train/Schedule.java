package org.tombola.train;

import java.util.OptionalInt;

/** A family of learning-rate schedules. */
public sealed interface Schedule permits Constant, Step, Cosine, Cyclic, WarmUp {
  /**
   * The factor of the learning rate at a point of training.
   *
   * @param progress in epochs: 0 at the first step, the number of epochs after the last
   * @param epochs of the whole training
   */
  double factor(double progress, int epochs);

  /**
   * The first epoch, from 1, that begins with at most half of the highest rate before it; empty
   * where none does. Robust accuracy jumps there, so that networks compared earlier are compared by
   * how they bear a high rate.
   *
   * @param epochs of the whole training
   */
  default OptionalInt firstDecay(int epochs) {
    // often enough to meet a top that lies inside an epoch
    int looks = 16;
    double highest = 0;
    for (int look = 0; look < looks * epochs; look++) {
      double factor = factor((double) look / looks, epochs);
      // a cosine is a hair above its half in the middle
      if (look % looks == 0 && highest > 0 && factor <= highest / 2 * (1 + 1e-9)) {
        return OptionalInt.of(look / looks + 1);
      }
      highest = Math.max(highest, factor);
    }
    return OptionalInt.empty();
  }
}
