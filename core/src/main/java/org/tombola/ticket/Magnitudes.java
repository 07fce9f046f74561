package org.tombola.ticket;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Absolute values on the heap, where selecting by rank is fast. */
final class Magnitudes {
  private Magnitudes() {}

  /** One a place of a flat vector of floats, which is left as it is. */
  static float[] of(INDArray flat) {
    float[] values = flat.ravel().toFloatVector();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return values;
  }
}
