package org.tombola.tensor;

import java.util.Arrays;

/**
 * Images side by side, as networks read and attacks move them.
 *
 * @param pixels [count, channels, height, width] in [0,1], one image behind the other
 * @param count number of images
 * @param shape of one
 */
public record Images(float[] pixels, int count, ImageShape shape) {
  /** Checks the number of pixels. */
  public Images {
    if (pixels.length != (long) count * shape.size()) {
      throw new IllegalArgumentException(
          "Cannot make %d images of %s of %d pixels"
              .formatted(count, shape.sides(), pixels.length));
    }
  }

  /** Copies images, each flat. */
  public static Images of(float[][] rows, ImageShape shape) {
    float[] pixels = new float[rows.length * shape.size()];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, pixels, i * shape.size(), shape.size());
    }
    return new Images(pixels, rows.length, shape);
  }

  /** Copies of all images, each flat. */
  public float[][] rows() {
    return rows(pixels, count);
  }

  /** Copies of the equal parts of an array: one an image, for gradients by images too. */
  public static float[][] rows(float[] flat, int count) {
    int size = count == 0 ? 0 : flat.length / count;
    float[][] rows = new float[count][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * size, (i + 1) * size));
    return rows;
  }

  /** Copies of some of them, by their places here. */
  public Images of(int[] places) {
    float[] some = new float[places.length * shape.size()];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(pixels, places[i] * shape.size(), some, i * shape.size(), shape.size());
    }
    return new Images(some, places.length, shape);
  }

  /** A copy of those from one place to another. */
  public Images part(int from, int to) {
    return new Images(
        Arrays.copyOfRange(pixels, from * shape.size(), to * shape.size()), to - from, shape);
  }
}
