package org.tombola.ticket;

/** Absolute values. */
final class Magnitudes {
  private Magnitudes() {}

  /** Of flat parameters or of a gradient: a copy. */
  static float[] of(float[] flat) {
    float[] values = flat.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]);
    }
    return values;
  }
}
