package org.tombola.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.tombola.tensor.ImageShape;

/**
 * What a data set looks like, as a sweep would cut it: to be looked at before the sweep.
 *
 * @param shape of its images, channels first, as "3x32x32"
 * @param names of the classes, by label; the labels where the files name none
 * @param images of each class, by part: train, validation, test
 * @param mean of the training images per channel, in pixel units
 * @param deviation of them per channel, in pixel units
 * @param repeated validation and test images that are training images as well, pixel by pixel, by
 *     part: robust accuracy on them is not that on unseen images
 * @param digest SHA-256 (hex) over the pixels and labels of all parts
 */
public record Overview(
    String shape,
    List<String> names,
    Map<String, int[]> images,
    List<Double> mean,
    List<Double> deviation,
    Map<String, Integer> repeated,
    String digest) {

  /** Looks a data set over. */
  public static Overview of(Splits splits) {
    ImageData train = splits.train();
    List<String> names =
        splits.names().isEmpty()
            ? IntStream.range(0, train.classes()).mapToObj(Integer::toString).toList()
            : splits.names();
    Map<String, int[]> images = new LinkedHashMap<>();
    images.put("train", perClass(train));
    images.put("validation", perClass(splits.validation()));
    images.put("test", perClass(splits.test()));
    Set<ByteBuffer> seen = new HashSet<>();
    for (int i = 0; i < train.count(); i++) {
      seen.add(pixels(train, i));
    }
    Map<String, Integer> repeated = new LinkedHashMap<>();
    repeated.put("validation", repeated(seen, splits.validation()));
    repeated.put("test", repeated(seen, splits.test()));
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int channel = 0; channel < train.shape().channels(); channel++) {
      long[] sums = sums(train, channel);
      double count = (double) train.count() * plane(train.shape());
      double first = sums[0] / count;
      mean.add(first / 255);
      deviation.add(Math.sqrt(Math.max(0, sums[1] / count - first * first)) / 255);
    }
    return new Overview(
        train.shape().sides(), names, images, mean, deviation, repeated, splits.digest());
  }

  private static int[] perClass(ImageData data) {
    int[] counts = new int[data.classes()];
    Arrays.stream(data.labels()).forEach(label -> counts[label]++);
    return counts;
  }

  private static int plane(ImageShape shape) {
    return shape.height() * shape.width();
  }

  private static ByteBuffer pixels(ImageData data, int place) {
    int size = data.shape().size();
    return ByteBuffer.wrap(data.pixels(), place * size, size).slice();
  }

  private static int repeated(Set<ByteBuffer> seen, ImageData data) {
    return (int)
        IntStream.range(0, data.count()).filter(i -> seen.contains(pixels(data, i))).count();
  }

  /** Sum and sum of squares of a channel's bytes. */
  private static long[] sums(ImageData data, int channel) {
    long[] sums = new long[2];
    int plane = plane(data.shape());
    for (int image = 0; image < data.count(); image++) {
      int first = image * data.shape().size() + channel * plane;
      for (int i = first; i < first + plane; i++) {
        int value = data.pixels()[i] & 0xff;
        sums[0] += value;
        sums[1] += value * value;
      }
    }
    return sums;
  }
}
