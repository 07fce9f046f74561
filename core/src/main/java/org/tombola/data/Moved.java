package org.tombola.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.tombola.method.AtLeast;
import org.tombola.method.Refusal;
import org.tombola.tensor.ImageShape;

/**
 * How one image is cut and mirrored.
 *
 * @param down rows the window lies below the image's top; negative reaches into the padding
 * @param right columns the window lies right of the image's left edge
 * @param mirrored left to right, after the cut
 */
record Moved(int down, int right, boolean mirrored) {
  /** A byte as a number in [0,1], the quotient {@link ImageData#write} computes. */
  private static final float[] VALUES = new float[256];

  static {
    for (int i = 0; i < VALUES.length; i++) {
      VALUES[i] = i / 255f;
    }
  }

  static void checkPad(int pad) {
    Refusal.unless(pad >= 0, "pad", "must be at least 0 pixels, not " + pad);
    AtLeast.most("pad", pad, 1000);
  }

  static Moved draw(int pad, SplittableRandom draws) {
    return new Moved(
        draws.nextInt(2 * pad + 1) - pad, draws.nextInt(2 * pad + 1) - pad, draws.nextBoolean());
  }

  /** Writes the image so moved. */
  void write(ImageData data, int place, float[] into, int offset) {
    ImageShape shape = data.shape();
    int width = shape.width();
    byte[] pixels = data.pixels();
    int first = place * shape.size();
    int at = offset;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = down; y < down + shape.height(); y++, at += width) {
        if (y < 0 || y >= shape.height()) {
          Arrays.fill(into, at, at + width, 0f);
          continue;
        }
        int row = first + (channel * shape.height() + y) * width;
        for (int column = 0; column < width; column++) {
          int x = right + (mirrored ? width - 1 - column : column);
          into[at + column] = x < 0 || x >= width ? 0f : VALUES[pixels[row + x] & 0xff];
        }
      }
    }
  }

  /**
   * Writes the image so moved and then turned about its centre, in one pass: each pixel written is
   * turned back, rounded to the nearest pixel of the cut image, and moved back from there.
   *
   * @param angle counter-clockwise, in radians
   */
  void write(ImageData data, int place, float[] into, int offset, double angle) {
    ImageShape shape = data.shape();
    int width = shape.width();
    int height = shape.height();
    int plane = width * height;
    byte[] pixels = data.pixels();
    int first = place * shape.size();
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    for (int row = 0; row < height; row++) {
      double v = row + 0.5 - height / 2.0;
      for (int column = 0; column < width; column++) {
        double u = column + 0.5 - width / 2.0;
        int cutX = (int) Math.floor(cos * u - sin * v + width / 2.0);
        int cutY = (int) Math.floor(sin * u + cos * v + height / 2.0);
        int x = right + (mirrored ? width - 1 - cutX : cutX);
        int y = down + cutY;
        boolean inside =
            cutX >= 0
                && cutX < width
                && cutY >= 0
                && cutY < height
                && x >= 0
                && x < width
                && y >= 0
                && y < height;
        int from = first + y * width + x;
        int to = offset + row * width + column;
        for (int channel = 0; channel < shape.channels(); channel++) {
          into[to + channel * plane] = inside ? VALUES[pixels[from + channel * plane] & 0xff] : 0f;
        }
      }
    }
  }
}
