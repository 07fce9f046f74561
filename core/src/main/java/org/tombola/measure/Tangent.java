package org.tombola.measure;

import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;

/**
 * Derivatives along directions in parameter space, by central differences of first-order passes.
 *
 * <p>The step is relative, h = r (1 + |parameters|) / |direction|, because directions are gradients
 * of thousands of logits and can be of any length; r is 1e-3 for networks. It misleads where a
 * network has kinks within the step: for ReLU networks the error is of the order of the share of
 * units that switch.
 *
 * @param function whose logits they are of
 */
public record Tangent(Differentiable function) {
  /** The step along a direction. */
  double step(double[] parameters, double[] direction) {
    return function.relativeStep()
        * (1 + function.length(parameters))
        / (Vectors.length(direction) + 1e-12);
  }

  private static double[] moved(double[] parameters, double[] direction, double by) {
    double[] moved = parameters.clone();
    Vectors.add(moved, direction, by);
    return moved;
  }

  /** Half the difference of two vectors, by the step. */
  private static double[] slope(double[] ahead, double[] behind, double h) {
    double[] slope = new double[ahead.length];
    for (int i = 0; i < slope.length; i++) {
      slope[i] = (ahead[i] - behind[i]) / (2 * h);
    }
    return slope;
  }

  /**
   * The Jacobian of the logits times a direction: two forward passes.
   *
   * @return [images, classes], row by row
   */
  public double[] alongLogits(double[] parameters, Images images, double[] direction) {
    double h = step(parameters, direction);
    return slope(
        function.logits(moved(parameters, direction, h), images),
        function.logits(moved(parameters, direction, -h), images),
        h);
  }

  /**
   * How a gradient changes along a direction: two gradients. It is the Hessian of sum(cotangent x
   * logits) times the direction where the cotangent is given, and the Hessian of a loss where it is
   * that loss's slopes.
   *
   * @return flat
   */
  public double[] alongGradient(
      double[] parameters, Images images, Differentiable.Cotangent cotangent, double[] direction) {
    double h = step(parameters, direction);
    return slope(
        function.gradient(moved(parameters, direction, h), images, cotangent),
        function.gradient(moved(parameters, direction, -h), images, cotangent),
        h);
  }
}
