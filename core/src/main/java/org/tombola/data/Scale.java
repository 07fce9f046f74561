package org.tombola.data;

import org.tombola.tensor.ImageShape;

/**
 * Scales planes of bytes with a triangle filter, which covers as many pixels as become one where it
 * makes them smaller: what imaging libraries call bilinear with antialiasing. In double precision
 * and one order, so the same everywhere.
 */
final class Scale {
  private Scale() {}

  /**
   * Scales one plane.
   *
   * @param plane [row, column]
   * @param shape whose height and width it gets
   * @param fit stretched, or cut to the middle
   * @return [row, column]
   */
  static byte[] to(byte[] plane, int height, int width, ImageShape shape, Fit fit) {
    double down = (double) height / shape.height();
    double across = (double) width / shape.width();
    double top = 0;
    double left = 0;
    if (fit == Fit.CENTRE_CROP) {
      down = Math.min(down, across);
      across = down;
      top = (height - down * shape.height()) / 2;
      left = (width - across * shape.width()) / 2;
    }
    double[] rows = new double[shape.height() * width];
    for (int row = 0; row < shape.height(); row++) {
      Weights weights = Weights.of(row, down, top, height);
      for (int column = 0; column < width; column++) {
        double sum = 0;
        for (int i = 0; i < weights.each.length; i++) {
          sum += weights.each[i] * (plane[(weights.first + i) * width + column] & 0xff);
        }
        rows[row * width + column] = sum;
      }
    }
    byte[] scaled = new byte[shape.height() * shape.width()];
    for (int column = 0; column < shape.width(); column++) {
      Weights weights = Weights.of(column, across, left, width);
      for (int row = 0; row < shape.height(); row++) {
        double sum = 0;
        for (int i = 0; i < weights.each.length; i++) {
          sum += weights.each[i] * rows[row * width + weights.first + i];
        }
        scaled[row * shape.width() + column] = (byte) Math.max(0, Math.min(255, Math.round(sum)));
      }
    }
    return scaled;
  }

  /**
   * Which pixels one new pixel is the mean of.
   *
   * @param first of them
   * @param each one's share; they sum to 1
   */
  private record Weights(int first, double[] each) {
    static Weights of(int place, double scale, double start, int length) {
      double support = Math.max(1, scale);
      double centre = start + (place + 0.5) * scale;
      int first = Math.max(0, (int) Math.round(centre - support));
      int end = Math.min(length, (int) Math.round(centre + support));
      double[] each = new double[Math.max(1, end - first)];
      first = Math.min(first, length - 1);
      double sum = 0;
      for (int i = 0; i < each.length; i++) {
        each[i] = Math.max(0, 1 - Math.abs((first + i + 0.5 - centre) / support));
        sum += each[i];
      }
      for (int i = 0; i < each.length; i++) {
        each[i] = sum == 0 ? 1.0 / each.length : each[i] / sum;
      }
      return new Weights(first, each);
    }
  }
}
