package org.tombola.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.tombola.method.Refused;
import org.tombola.random.Key;
import org.tombola.tensor.Normalisation;

/** Cuts a data set as a {@link Split} says. */
final class Cut {
  private Cut() {}

  /**
   * Reads the images a split asks for.
   *
   * @param title of the data set, for messages
   * @throws IllegalArgumentException if it asks for more than there are
   */
  static Splits cut(String title, Split split, Pool.Pair pools, Normalisation normalisation)
      throws IOException {
    int all = pools.train().count();
    check(split, new Source.Published(title, all, pools.test().count()));
    int[] order =
        split.order() == Split.Order.FILE
            ? IntStream.range(0, all).toArray()
            : Key.ofSeed(split.shuffle()).child("split").permutation(all);
    int left = all - split.validation();
    ImageData train =
        pools.train().select(Arrays.copyOf(order, split.train() == 0 ? left : split.train()));
    ImageData validation = pools.train().select(Arrays.copyOfRange(order, left, all));
    int tests = split.test() == 0 ? pools.test().count() : split.test();
    ImageData test = pools.test().select(IntStream.range(0, tests).toArray());
    return new Splits(
        train, validation, test, normalisation, pools.names(), digest(train, validation, test));
  }

  /** Refuses a split that asks for more images than there are. */
  static void check(Split split, Source.Published there) {
    int wanted = Math.max(1, split.train());
    if ((long) wanted + split.validation() > there.train()) {
      throw new Refused(
          "Cannot split %s: %d training and %d validation images requested, but there are %d"
              .formatted(there.title(), wanted, split.validation(), there.train()));
    }
    if (split.test() > there.test()) {
      throw new Refused(
          "Cannot split %s: %d test images requested, but there are %d"
              .formatted(there.title(), split.test(), there.test()));
    }
  }

  private static String digest(ImageData... parts) {
    MessageDigest digest = Digest.sha256();
    for (ImageData part : parts) {
      ByteBuffer labels = ByteBuffer.allocate((part.count() + 1) * Integer.BYTES);
      labels.putInt(part.count());
      labels.asIntBuffer().put(part.labels());
      digest.update(labels.array());
      digest.update(part.pixels());
    }
    return Digest.hex(digest);
  }
}
