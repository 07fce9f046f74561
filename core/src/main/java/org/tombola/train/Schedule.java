package org.tombola.train;

/** A family of learning-rate schedules. */
public sealed interface Schedule permits Constant, Step, Cosine, Cyclic {
  /**
   * The factor of the learning rate at a point of training.
   *
   * @param progress in epochs: 0 at the first step, the number of epochs after the last
   * @param epochs of the whole training
   */
  double factor(double progress, int epochs);
}
