package org.tombola.network;

import java.util.BitSet;

/**
 * Gradient descent with momentum and weight decay on a network's parameters, which stay where its
 * engine keeps them.
 */
public interface Descent extends AutoCloseable {
  /**
   * What its steps are made of.
   *
   * @param momentum m
   * @param weightDecay d, of all parameters that are trained
   * @param shrinkage s, l1 penalty on each of batch normalisation's scales
   */
  record Settings(double momentum, double weightDecay, double shrinkage) {}

  /**
   * One step: v = m v + g/n + d w, and s sign(w) more for scales; w = w - r v. What the mask drops
   * is 0 in both afterwards.
   *
   * @param gradient g, summed over n examples; unchanged
   * @param rate r, the learning rate of this step
   */
  void step(Gradient gradient, int examples, double rate);

  /**
   * Keeps some prunable weights only, from now on: the others and their momentum become 0, and are
   * made 0 again after each step. A number that is none stays none, so that divergence is seen.
   *
   * @param kept places in the flat vector
   */
  void mask(BitSet kept);

  /** A copy of the momentum v, [length of the layout]. */
  float[] velocity();

  /** Goes on with a momentum, [length of the layout]. */
  void resume(float[] velocity);

  @Override
  void close();
}
