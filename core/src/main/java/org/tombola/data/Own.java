package org.tombola.data;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.tombola.method.AtLeast;
import org.tombola.method.Refusal;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/** What sources of the user's own images have in common. */
final class Own {
  /** Of a side of an image, in pixels. */
  private static final int LARGEST = 4096;

  private static final Key SHARE = Key.ofSeed(0).child("test-share");

  private Own() {}

  /**
   * Checks the settings that every such source has.
   *
   * @param mean one number for all channels, or one each
   * @param deviation likewise
   * @throws Refusal with the component and its value
   */
  static void check(
      ImageShape shape, int classes, double testShare, List<Double> mean, List<Double> deviation) {
    Refusal.unless(
        shape.channels() == 1 || shape.channels() == 3,
        "channels",
        "must be 1 or 3, not " + shape.channels());
    AtLeast.number("height", 1, shape.height(), LARGEST);
    AtLeast.number("width", 1, shape.width(), LARGEST);
    AtLeast.number("classes", 2, classes, 100_000);
    Refusal.unless(
        testShare >= 0 && testShare < 1, "test-share", "must be in [0, 1), not " + testShare);
    channels("mean", mean, shape, 0);
    channels("deviation", deviation, shape, Double.MIN_VALUE);
  }

  private static void channels(String name, List<Double> values, ImageShape shape, double least) {
    Refusal.unless(
        values.size() == 1 || values.size() == shape.channels(),
        name,
        "must have 1 number or one per channel, not " + values.size());
    for (double value : values) {
      Refusal.unless(
          value >= least && value <= 1,
          name,
          "must be in pixel units, "
              + (least > 0 ? "above 0 and at most 1" : "0 to 1")
              + ", not "
              + value);
    }
  }

  /**
   * Checks a path that is looked for below the places of data sets.
   *
   * @throws Refusal if it is empty, absolute or leads out of them
   */
  static void below(String name, String path) {
    Refusal.unless(!path.isBlank(), name, "must not be empty");
    Path inner = Path.of(path);
    Refusal.unless(
        !inner.isAbsolute() && inner.normalize().equals(inner) && !inner.startsWith(".."),
        name,
        "must be a path below data-folder, without \"..\", not \""
            + path
            + "\": name the folder that holds it as data-folder");
  }

  /** Whether a picture is a test image under a share of them, by its name alone. */
  static boolean tests(String name, double share) {
    return tests(SHARE.child(name), share);
  }

  /** Whether the image at a place is a test image under a share of them, by the place alone. */
  static boolean tests(int place, double share) {
    return tests(SHARE.child("image", place), share);
  }

  private static boolean tests(Key image, double share) {
    return image.uniform(1, 0, 1)[0] < share;
  }

  /** The normalisation, channel by channel. */
  static Normalisation normalisation(int channels, List<Double> mean, List<Double> deviation) {
    return new Normalisation(each(channels, mean), each(channels, deviation));
  }

  private static List<Double> each(int channels, List<Double> values) {
    return values.size() == channels ? values : Collections.nCopies(channels, values.get(0));
  }

  /** Refuses images that do not fit into one array of bytes. */
  static byte[] pixels(int images, ImageShape shape) throws Unreadable {
    long bytes = (long) images * shape.size();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new Unreadable(
          "Cannot read %,d images of %s: they are %,d bytes, and at most %,d fit into one part"
              .formatted(images, shape.sides(), bytes, Integer.MAX_VALUE - 8));
    }
    return new byte[(int) bytes];
  }
}
