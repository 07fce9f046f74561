package org.tombola.objective;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an objective says of a batch of logits.
 *
 * @param values the loss of each example
 * @param cotangent the gradient of the summed loss by the logits, [batch, classes]
 */
public record Loss(double[] values, INDArray cotangent) {
  /** Mean over the batch. */
  public double mean() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
