package org.tombola.network.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
    if (other instanceof Nd4jGradient here) {
      flat.addi(here.flat);
    } else {
      try (INDArray values = Nd4j.createFromArray(other.values())) {
        flat.addi(values);
      }
    }
    return this;
  }
}
