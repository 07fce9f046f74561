package org.tombola.objective;

import java.util.Arrays;
import org.tombola.tensor.Vectors;

/**
 * What an objective says of a batch of logits.
 *
 * @param values the loss of each example
 * @param slopes the gradient of the summed loss by the logits, [batch, classes] row by row
 */
public record Loss(double[] values, double[] slopes) {

  /** Mean over the batch. */
  public double mean() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The loss multiplied by a weight. */
  public Loss times(double weight) {
    return new Loss(
        Arrays.stream(values).map(value -> weight * value).toArray(),
        Arrays.stream(slopes).map(slope -> weight * slope).toArray());
  }

  /** The sum of two losses of the same logits. */
  public Loss plus(Loss other) {
    double[] sums = values.clone();
    Arrays.setAll(sums, i -> values[i] + other.values[i]);
    double[] slopeSums = slopes.clone();
    Arrays.setAll(slopeSums, i -> slopes[i] + other.slopes[i]);
    return new Loss(sums, slopeSums);
  }

  /** The gradient as a network takes it: single precision, [batch, classes] row by row. */
  public float[] cotangent() {
    return Vectors.narrow(slopes);
  }
}
