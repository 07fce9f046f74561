package org.tombola.network.nd4j;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers between the heap and native arrays. */
final class Floats {
  private Floats() {}

  /** A copy of the first numbers of an array of single precision without gaps. */
  static float[] of(INDArray array, int count) {
    float[] values = new float[count];
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    // in one piece: a buffer's own way to the heap goes number by number
    new FloatPointer(array.data().addressPointer()).get(values);
    return values;
  }

  /** Writes as many numbers as an array has. */
  static void write(float[] values, INDArray array) {
    try (INDArray from = Nd4j.createFromArray(values)) {
      array.assign(from.reshape('c', array.shape()));
    }
  }
}
