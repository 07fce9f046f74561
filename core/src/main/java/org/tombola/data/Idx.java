package org.tombola.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tombola.tensor.ImageShape;

/**
 * The IDX format of MNIST and Fashion-MNIST: four bytes of magic (0, 0, 8 for bytes, number of
 * dimensions), each dimension as a big-endian int, then the bytes.
 */
final class Idx {
  private Idx() {}

  /** The names all data sets in this format share, with the content each of them publishes. */
  static List<Published> files(
      String trainImages, String trainLabels, String testImages, String testLabels) {
    return List.of(
        new Published("train-images-idx3-ubyte", List.of(60_000, 28, 28), trainImages),
        new Published("train-labels-idx1-ubyte", List.of(60_000), trainLabels),
        new Published("t10k-images-idx3-ubyte", List.of(10_000, 28, 28), testImages),
        new Published("t10k-labels-idx1-ubyte", List.of(10_000), testLabels));
  }

  /** The names of files. */
  static List<String> names(List<Published> files) {
    return files.stream().map(Published::name).toList();
  }

  /** Reads training images, training labels, test images and test labels. */
  static Pool.Pair read(List<Published> files, ImageShape shape, int classes, Path folder)
      throws IOException {
    return new Pool.Pair(
        pool(files.get(0), files.get(1), shape, classes, folder),
        pool(files.get(2), files.get(3), shape, classes, folder));
  }

  private static Pool pool(
      Published images, Published labels, ImageShape shape, int classes, Path folder)
      throws IOException {
    byte[] bytes = labels.read(folder);
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i];
    }
    return Pool.of(new ImageData(shape, classes, images.read(folder), values));
  }

  /**
   * One file as it was published.
   *
   * @param name without ".gz"
   * @param dimensions the header says
   * @param sha256 of the unpacked file, header included
   */
  record Published(String name, List<Integer> dimensions, String sha256) {

    /** The file's bytes after the header, from the plain or the gzipped file. */
    byte[] read(Path folder) throws IOException {
      Path plain = folder.resolve(name);
      Path path = Files.exists(plain) ? plain : folder.resolve(name + ".gz");
      if (!Files.exists(path)) {
        throw new Unreadable("Cannot read " + plain + ": no such file, plain or gzipped");
      }
      int header = Integer.BYTES * (1 + dimensions.size());
      int size = header + dimensions.stream().reduce(1, Math::multiplyExact);
      byte[] bytes = unpacked(path, size);
      ByteBuffer start = ByteBuffer.wrap(bytes);
      checkNumber(path, "magic", 0x0800 + dimensions.size(), start.getInt());
      for (int i = 0; i < dimensions.size(); i++) {
        checkNumber(path, "dimension " + i, dimensions.get(i), start.getInt());
      }
      Digest.check(path, sha256, Digest.of(bytes));
      return Arrays.copyOfRange(bytes, header, size);
    }

    private static byte[] unpacked(Path path, int size) throws IOException {
      byte[] bytes = new byte[size];
      int found = 0;
      String end = "";
      try (InputStream file = Files.newInputStream(path);
          InputStream in = path.toString().endsWith(".gz") ? new GZIPInputStream(file) : file) {
        for (int n = 0; n >= 0 && found < size; found += Math.max(n, 0)) {
          n = in.read(bytes, found, size - found);
        }
        // reads past the last byte too: a file may be too long, and gzip's own sum stands at the
        // end
        if (found == size && in.read() >= 0) {
          end = " and more";
        }
      } catch (EOFException e) {
        end = ", then the end of the file";
      } catch (ZipException e) {
        end = ", then a broken gzip stream (" + e.getMessage() + ")";
      }
      if (found != size || !end.isEmpty()) {
        throw new Unreadable(
            "Cannot read %s: expected %d bytes unpacked, found %d%s"
                .formatted(path, size, found, end));
      }
      return bytes;
    }

    private static void checkNumber(Path path, String what, int expected, int found)
        throws IOException {
      if (expected != found) {
        throw new Unreadable(
            "Cannot read %s: expected %s %d, found %d".formatted(path, what, expected, found));
      }
    }
  }
}
