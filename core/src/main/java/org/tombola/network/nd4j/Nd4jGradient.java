package org.tombola.network.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Gradient;

/**
 * A gradient in native memory.
 *
 * @param flat [length of the layout]
 */
record Nd4jGradient(INDArray flat) implements Gradient {
  @Override
  public float[] values() {
    return Floats.of(flat, (int) flat.length());
  }

  @Override
  public Gradient plus(Gradient other) {
    flat.addi(((Nd4jGradient) other).flat);
    return this;
  }
}
