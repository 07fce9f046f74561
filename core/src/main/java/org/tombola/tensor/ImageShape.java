package org.tombola.tensor;

/**
 * The images a network reads.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param height rows
 * @param width columns
 */
public record ImageShape(int channels, int height, int width) {
  /** Numbers in one image. */
  public int size() {
    return channels * height * width;
  }

  /** As in "3x32x32". */
  public String sides() {
    return channels + "x" + height + "x" + width;
  }
}
