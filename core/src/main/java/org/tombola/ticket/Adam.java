package org.tombola.ticket;

import org.tombola.mask.Mask;

/** Adam at its usual settings (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1). */
final class Adam {
  private static final double FIRST = 0.9;
  private static final double SECOND = 0.999;
  private static final double EPSILON = 1e-8;

  private final double rate;
  private final double[] mean;
  private final double[] square;
  private int steps;

  Adam(double rate, int parameters) {
    this.rate = rate;
    this.mean = new double[parameters];
    this.square = new double[parameters];
  }

  /** Moves parameters against a gradient. */
  void step(double[] parameters, double[] gradient) {
    steps++;
    double bias = Math.sqrt(1 - StrictMath.pow(SECOND, steps));
    double length = rate * bias / (1 - StrictMath.pow(FIRST, steps));
    for (int i = 0; i < parameters.length; i++) {
      mean[i] = FIRST * mean[i] + (1 - FIRST) * gradient[i];
      square[i] = SECOND * square[i] + (1 - SECOND) * gradient[i] * gradient[i];
      // algorithm 1 with its epsilon where the corrected root is, as its end of section 2 has it
      parameters[i] -= length * mean[i] / (Math.sqrt(square[i]) + EPSILON * bias);
    }
  }

  /** What is masked stops moving at once, not when its momentum has faded. */
  void forget(Mask mask) {
    mask.apply(mean);
    mask.apply(square);
  }
}
