package org.tombola.measure;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Derivatives along directions in parameter space, by central differences of first-order passes.
 *
 * <p>The step is relative, h = r (1 + |parameters|) / |direction|, because directions are gradients
 * of thousands of logits and can be of any length; r is 1e-3 for floats and 1e-4 for doubles. It
 * misleads where a network has kinks within the step: for ReLU networks the error is of the order
 * of the share of units that switch.
 *
 * @param function whose logits they are of
 */
public record Tangent(Differentiable function) {
  private static final double SINGLE = 1e-3;
  private static final double DOUBLE = 1e-4;

  /** The step along a direction. */
  double step(INDArray parameters, INDArray direction) {
    double relative = parameters.dataType() == DataType.FLOAT ? SINGLE : DOUBLE;
    double length = direction.norm2Number().doubleValue();
    return relative * (1 + function.length(parameters)) / (length + 1e-12);
  }

  private static INDArray moved(INDArray parameters, INDArray direction, double by) {
    INDArray moved = direction.mul(by);
    moved.addi(parameters);
    return moved;
  }

  /**
   * The Jacobian of the logits times a direction: two forward passes.
   *
   * @return [images, classes], row by row
   */
  public double[] alongLogits(INDArray parameters, INDArray images, INDArray direction) {
    double h = step(parameters, direction);
    try (INDArray ahead = moved(parameters, direction, h);
        INDArray behind = moved(parameters, direction, -h)) {
      double[] difference = function.logits(ahead, images);
      double[] back = function.logits(behind, images);
      for (int i = 0; i < difference.length; i++) {
        difference[i] = (difference[i] - back[i]) / (2 * h);
      }
      return difference;
    }
  }

  /**
   * How a gradient changes along a direction: two gradients. It is the Hessian of sum(cotangent x
   * logits) times the direction where the cotangent is given, and the Hessian of a loss where it is
   * that loss's slopes.
   *
   * @return flat, a new array, which the caller closes
   */
  public INDArray alongGradient(
      INDArray parameters,
      INDArray images,
      Differentiable.Cotangent cotangent,
      INDArray direction) {
    double h = step(parameters, direction);
    try (INDArray ahead = moved(parameters, direction, h);
        INDArray behind = moved(parameters, direction, -h);
        INDArray back = function.gradient(behind, images, cotangent)) {
      return function.gradient(ahead, images, cotangent).subi(back).divi(2 * h);
    }
  }
}
