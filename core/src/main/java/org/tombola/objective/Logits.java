package org.tombola.objective;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A batch of logits on the heap: they are few, and losses on them are plain arithmetic.
 *
 * @param values [batch, classes], row by row
 * @param classes logits an example
 */
public record Logits(double[] values, int classes) {

  /** Copies logits of shape [batch, classes]. */
  public static Logits of(INDArray logits) {
    try (INDArray copy = logits.dup('c')) {
      return new Logits(copy.data().asDouble(), (int) logits.size(1));
    }
  }

  /** Number of examples. */
  public int batch() {
    return values.length / classes;
  }

  /** The logit of one class of one example. */
  public double at(int example, int label) {
    return values[example * classes + label];
  }

  /**
   * Whether the largest logit is this class': the first of several equal ones counts. A network
   * that gives no number has nothing right.
   */
  public boolean right(int example, int label) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      if (Double.isNaN(at(example, c))) {
        return false;
      }
      if (at(example, c) > at(example, best)) {
        best = c;
      }
    }
    return best == label;
  }
}
