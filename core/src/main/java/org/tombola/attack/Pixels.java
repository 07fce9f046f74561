package org.tombola.attack;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.tombola.tensor.ImageShape;

/** Images between the heap, where searches compute, and the arrays networks read. */
final class Pixels {
  private Pixels() {}

  /** A batch [count, channels, height, width] of flat images: a new array. */
  static INDArray of(int count, ImageShape shape, IntFunction<float[]> image) {
    return write(blank(count, shape), count, image);
  }

  /** Room for a batch [count, channels, height, width]: a new array. */
  static INDArray blank(int count, ImageShape shape) {
    return Nd4j.createUninitialized(
        DataType.FLOAT, count, shape.channels(), shape.height(), shape.width());
  }

  /** Writes flat images into the first places of a room, which are returned. */
  static INDArray write(INDArray room, int count, IntFunction<float[]> image) {
    FloatPointer pixels = new FloatPointer(room.data().addressPointer());
    for (int i = 0; i < count; i++) {
      float[] flat = image.apply(i);
      pixels.position((long) i * flat.length).put(flat);
    }
    Nd4j.getAffinityManager().tagLocation(room, Location.HOST);
    return count == room.size(0) ? room : room.get(NDArrayIndex.interval(0, count));
  }

  /** The shape of one image of a batch. */
  static ImageShape shape(INDArray batch) {
    return new ImageShape((int) batch.size(1), (int) batch.size(2), (int) batch.size(3));
  }

  /** The images of a batch, each flat. */
  static float[][] rows(INDArray batch) {
    if (!plain(batch)) {
      try (INDArray copy = batch.dup('c')) {
        return rows(copy);
      }
    }
    Nd4j.getAffinityManager().ensureLocation(batch, Location.HOST);
    float[][] rows = new float[(int) batch.size(0)][];
    int size = shape(batch).size();
    // row by row: a buffer's own way to the heap goes number by number
    FloatPointer pixels = new FloatPointer(batch.data().addressPointer());
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[size];
      pixels.position((long) i * size).get(rows[i]);
    }
    return rows;
  }

  /** Whether its numbers lie row by row without gaps. */
  private static boolean plain(INDArray batch) {
    return Arrays.equals(batch.stride(), ArrayUtil.calcStrides(batch.shape()));
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
