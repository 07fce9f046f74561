package org.tombola.attack;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.tensor.ImageShape;

/** Images between the heap, where searches compute, and the arrays networks read. */
final class Pixels {
  private Pixels() {}

  /** A batch [count, channels, height, width] of flat images: a new array. */
  static INDArray of(int count, ImageShape shape, IntFunction<float[]> image) {
    float[] all = new float[count * shape.size()];
    for (int i = 0; i < count; i++) {
      System.arraycopy(image.apply(i), 0, all, i * shape.size(), shape.size());
    }
    return Nd4j.create(
        all, new long[] {count, shape.channels(), shape.height(), shape.width()}, 'c');
  }

  /** The shape of one image of a batch. */
  static ImageShape shape(INDArray batch) {
    return new ImageShape((int) batch.size(1), (int) batch.size(2), (int) batch.size(3));
  }

  /** The numbers of an array, row by row. */
  static float[] copy(INDArray array) {
    float[] all = new float[(int) array.length()];
    try (INDArray plain = array.dup('c')) {
      // in one go: a buffer's own way to the heap goes number by number
      new FloatPointer(plain.data().addressPointer()).get(all);
    }
    return all;
  }

  /** The images of a batch, each flat. */
  static float[][] rows(INDArray batch) {
    float[] all = copy(batch);
    float[][] rows = new float[(int) batch.size(0)][];
    int size = rows.length == 0 ? 0 : all.length / rows.length;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(all, i * size, (i + 1) * size);
    }
    return rows;
  }

  /** Whether there is nothing but zeros. */
  static boolean zero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether all are numbers. */
  static boolean finite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  static float least(float[] values) {
    float least = Float.POSITIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  static float most(float[] values) {
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    return most;
  }
}
