package org.tombola.tensor;

/** Vectors in single and double precision. */
public final class Vectors {
  private Vectors() {}

  /** A copy in double precision. */
  public static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** A copy in single precision. */
  public static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }

  /** The Euclidean length. */
  public static double length(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** The Euclidean length. */
  public static double length(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  /** Whether all are numbers, and none is infinite. */
  public static boolean finite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** Adds a multiple of one to another of the same length, in place. */
  public static void add(double[] to, double[] values, double times) {
    for (int i = 0; i < to.length; i++) {
      to[i] += times * values[i];
    }
  }
}
