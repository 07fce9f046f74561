package org.tombola.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tombola.tensor.ImageShape;

/**
 * The binary format of CIFAR: records of one or two label bytes, then 1,024 red, 1,024 green and
 * 1,024 blue bytes, row by row. The last label byte is the class.
 *
 * @param labels label bytes a record
 * @param classes number of classes
 * @param train files of training images
 * @param test file of test images
 */
record Cifar(int labels, int classes, List<Published> train, Published test) {
  static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  /**
   * One file as it was published.
   *
   * @param name of the file
   * @param records in it
   * @param sha256 of the whole file
   */
  record Published(String name, int records, String sha256) {}

  /** Reads training and test images. */
  Pool.Pair read(Path folder, Source.Files wanted) throws IOException {
    return new Pool.Pair(pool(folder, train, wanted), pool(folder, List.of(test), wanted));
  }

  private Pool pool(Path folder, List<Published> files, Source.Files wanted) throws IOException {
    int length = labels + SHAPE.size();
    long records = 0;
    for (Published file : files) {
      records += records(folder.resolve(file.name()), file, length, wanted);
    }
    byte[] pixels = new byte[Math.toIntExact(records * SHAPE.size())];
    int[] classOf = new int[(int) records];
    int image = 0;
    for (Published file : files) {
      Path path = folder.resolve(file.name());
      byte[] bytes = Files.readAllBytes(path);
      if (wanted == Source.Files.OFFICIAL) {
        Digest.check(path, file.sha256(), Digest.of(bytes));
      }
      for (int at = 0; at < bytes.length; at += length, image++) {
        classOf[image] = bytes[at + labels - 1] & 0xff;
        if (classOf[image] >= classes) {
          throw new Unreadable(
              "Cannot read %s: record %d has label %d, there are %d classes"
                  .formatted(path, at / length, classOf[image], classes));
        }
        System.arraycopy(bytes, at + labels, pixels, image * SHAPE.size(), SHAPE.size());
      }
    }
    return Pool.of(new ImageData(SHAPE, classes, pixels, classOf));
  }

  private static long records(Path path, Published file, int length, Source.Files wanted)
      throws IOException {
    if (!Files.exists(path)) {
      throw new Unreadable("Cannot read " + path + ": no such file");
    }
    long size = Files.size(path);
    if (wanted == Source.Files.OFFICIAL && size != (long) file.records() * length) {
      throw new Unreadable(
          "Cannot read %s: expected the official %d records of %d bytes (%d bytes), found %d bytes%s"
              .formatted(
                  path,
                  file.records(),
                  length,
                  (long) file.records() * length,
                  size,
                  " (files: any accepts parts and copies)"));
    }
    if (size == 0 || size % length != 0) {
      throw new Unreadable(
          "Cannot read %s: expected whole records of %d bytes, found %d bytes (%d records and %d bytes)"
              .formatted(path, length, size, size / length, size % length));
    }
    return size / length;
  }
}
