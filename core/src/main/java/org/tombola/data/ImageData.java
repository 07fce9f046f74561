package org.tombola.data;

import java.util.Arrays;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;

/**
 * Images and labels on the heap, as they stand in the data set's files.
 *
 * @param shape of one image
 * @param classes number of classes; labels are 0..classes-1
 * @param pixels one unsigned byte a pixel, [image, channel, row, column]
 * @param labels one an image
 */
public record ImageData(ImageShape shape, int classes, byte[] pixels, int[] labels) {
  /** Checks that there is a label for every image and that labels are classes. */
  public ImageData {
    if ((long) labels.length * shape.size() != pixels.length) {
      throw new IllegalArgumentException(
          "Cannot make images: "
              + labels.length
              + " labels of "
              + shape
              + " need "
              + (long) labels.length * shape.size()
              + " pixels, found "
              + pixels.length);
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "Cannot make images: label " + label + " is not one of " + classes + " classes");
      }
    }
  }

  /** Number of images. */
  public int count() {
    return labels.length;
  }

  /** The images at these places, in their order. */
  public ImageData select(int[] places) {
    byte[] chosen = new byte[places.length * shape.size()];
    int[] chosenLabels = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(pixels, places[i] * shape.size(), chosen, i * shape.size(), shape.size());
      chosenLabels[i] = labels[places[i]];
    }
    return new ImageData(shape, classes, chosen, chosenLabels);
  }

  /** The images at these places as numbers in [0,1]. */
  public Images batch(int[] places) {
    float[] numbers = new float[places.length * shape.size()];
    for (int i = 0; i < places.length; i++) {
      write(places[i], numbers, i * shape.size());
    }
    return new Images(numbers, places.length, shape);
  }

  /** The labels of the images at these places. */
  public int[] labelsOf(int[] places) {
    return Arrays.stream(places).map(place -> labels[place]).toArray();
  }

  /** Writes the image at a place as numbers in [0,1] from {@code offset} on. */
  public void write(int place, float[] into, int offset) {
    int first = place * shape.size();
    for (int i = 0; i < shape.size(); i++) {
      into[offset + i] = (pixels[first + i] & 0xff) / 255f;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ImageData that
        && shape.equals(that.shape)
        && classes == that.classes
        && Arrays.equals(pixels, that.pixels)
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(pixels) + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return count() + " images of " + shape;
  }
}
