package org.tombola.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.tombola.tensor.ImageShape;

/**
 * Images and labels in NumPy's zip of arrays (NumPy's documentation, numpy.lib.format).
 *
 * @param path of the file
 * @param source what is asked of it
 */
record NpzFile(Path path, Npz source) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{\\s*'descr':\\s*'([<>|=]?)([a-zA-Z])(\\d+)',\\s*'fortran_order':\\s*(True|False),"
              + "\\s*'shape':\\s*\\(([\\d, ]*)\\),?\\s*\\}\\s*");

  /**
   * What an array's header says.
   *
   * @param kind of its numbers, as NumPy's letters
   * @param bytes of each
   * @param order of these
   * @param shape of the array
   */
  private record Header(char kind, int bytes, ByteOrder order, List<Integer> shape) {
    String type() {
      return kind + "" + bytes;
    }
  }

  /** Reads all of it. */
  Pool.Pair read() throws IOException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ImageData train = images(zip, first(zip, "x", "x_train"), first(zip, "y", "y_train"));
      if (source.testShare() == 0) {
        return new Pool.Pair(
            Pool.of(train), Pool.of(images(zip, first(zip, "x_test"), first(zip, "y_test"))));
      }
      IntPredicate tested = place -> Own.tests(place, source.testShare());
      int[] all = IntStream.range(0, train.count()).toArray();
      return new Pool.Pair(
          Pool.of(train.select(Arrays.stream(all).filter(tested.negate()).toArray())),
          Pool.of(train.select(Arrays.stream(all).filter(tested).toArray())));
    } catch (ZipException e) {
      throw refused("it is not a whole .npz file (" + e.getMessage() + ")");
    }
  }

  private ZipEntry first(ZipFile zip, String... names) throws IOException {
    for (String name : names) {
      ZipEntry entry = zip.getEntry(name + ".npy");
      if (entry != null) {
        return entry;
      }
    }
    throw refused(
        "it has no array "
            + String.join(" or ", names)
            + ", but "
            + zip.stream().map(ZipEntry::getName).limit(10).toList()
            + (names[0].endsWith("_test") ? "; test-share takes test images from x" : ""));
  }

  private ImageData images(ZipFile zip, ZipEntry pixels, ZipEntry labels) throws IOException {
    int[] classes = labels(zip, labels);
    byte[] bytes = pixels(zip, pixels, classes.length);
    return new ImageData(source.shape(), source.classes(), bytes, classes);
  }

  private int[] labels(ZipFile zip, ZipEntry entry) throws IOException {
    try (DataInputStream in = new DataInputStream(zip.getInputStream(entry))) {
      Header header = header(in, entry);
      List<Integer> shape = header.shape();
      boolean line = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
      if (!line || "iu".indexOf(header.kind()) < 0) {
        throw refused(
            entry,
            "must be whole numbers of shape [images], not " + header.type() + " of " + shape);
      }
      int[] labels = new int[shape.get(0)];
      ByteBuffer numbers = numbers(in, entry, header, labels.length);
      for (int i = 0; i < labels.length; i++) {
        long label = whole(numbers, header);
        if (label < 0 || label >= source.classes()) {
          throw refused(
              entry,
              "label %d of image %d is not one of %d classes, 0 to %d"
                  .formatted(label, i, source.classes(), source.classes() - 1));
        }
        labels[i] = (int) label;
      }
      return labels;
    }
  }

  private static long whole(ByteBuffer numbers, Header header) {
    boolean signed = header.kind() == 'i';
    return switch (header.bytes()) {
      case 1 -> signed ? numbers.get() : numbers.get() & 0xff;
      case 2 -> signed ? numbers.getShort() : numbers.getShort() & 0xffff;
      case 4 -> signed ? numbers.getInt() : numbers.getInt() & 0xffffffffL;
      default -> numbers.getLong();
    };
  }

  private byte[] pixels(ZipFile zip, ZipEntry entry, int images) throws IOException {
    ImageShape shape = source.shape();
    try (DataInputStream in = new DataInputStream(zip.getInputStream(entry))) {
      Header header = header(in, entry);
      if (!axes(images).contains(header.shape())) {
        throw refused(
            entry,
            "must have shape %s (%d labels, layout %s), not %s"
                .formatted(
                    axes(images).get(0),
                    images,
                    source.layout().name().toLowerCase(Locale.ROOT),
                    header.shape()));
      }
      boolean bytes = header.kind() == 'u' && header.bytes() == 1;
      if (!bytes && header.kind() != 'f') {
        throw refused(
            entry,
            "must be unsigned bytes or floating-point numbers in [0, 1], not " + header.type());
      }
      byte[] all = Own.pixels(images, shape);
      byte[] image = new byte[shape.size()];
      for (int i = 0; i < images; i++) {
        ByteBuffer numbers = numbers(in, entry, header, image.length);
        for (int j = 0; j < image.length; j++) {
          image[j] = bytes ? numbers.get() : level(entry, numbers, header, i);
        }
        arrange(image, all, i * image.length);
      }
      return all;
    }
  }

  /** Shapes an array of images may have. */
  private List<List<Integer>> axes(int images) {
    ImageShape shape = source.shape();
    int channels = shape.channels();
    int height = shape.height();
    int width = shape.width();
    List<List<Integer>> axes = new ArrayList<>();
    axes.add(
        source.layout() == Npz.Layout.NHWC
            ? List.of(images, height, width, channels)
            : List.of(images, channels, height, width));
    if (channels == 1) {
      axes.add(List.of(images, height, width));
    }
    return axes;
  }

  private byte level(ZipEntry entry, ByteBuffer numbers, Header header, int image)
      throws IOException {
    double value = header.bytes() == 4 ? numbers.getFloat() : numbers.getDouble();
    if (!(value >= 0 && value <= 1)) {
      throw refused(
          entry, "floating-point pixels must be in [0, 1]; image " + image + " has " + value);
    }
    return (byte) Math.round(255 * value);
  }

  /** Into [channel, row, column]. */
  private void arrange(byte[] image, byte[] into, int offset) {
    int channels = source.channels();
    int plane = image.length / channels;
    for (int i = 0; i < image.length; i++) {
      int place = source.layout() == Npz.Layout.NHWC ? i % channels * plane + i / channels : i;
      into[offset + place] = image[i];
    }
  }

  private ByteBuffer numbers(DataInputStream in, ZipEntry entry, Header header, int count)
      throws IOException {
    byte[] bytes = new byte[Math.multiplyExact(count, header.bytes())];
    try {
      in.readFully(bytes);
    } catch (EOFException e) {
      throw refused(entry, "it is truncated", e);
    }
    return ByteBuffer.wrap(bytes).order(header.order());
  }

  private Header header(DataInputStream in, ZipEntry entry) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length);
    int major = in.read();
    if (!Arrays.equals(magic, MAGIC) || major < 1 || major > 3 || in.read() < 0) {
      throw refused(entry, "it is not a NumPy array");
    }
    int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
    if (major > 1) {
      length |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
    }
    String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    Matcher matcher = HEADER.matcher(text);
    if (!matcher.matches() || !matcher.group(3).matches("[1248]")) {
      throw refused(entry, "it is not an array of plain numbers: " + text.strip());
    }
    if (matcher.group(4).equals("True")) {
      throw refused(entry, "it is in Fortran's order; save numpy.ascontiguousarray of it");
    }
    char kind = matcher.group(2).charAt(0);
    int bytes = Integer.parseInt(matcher.group(3));
    if (kind == 'f' && bytes == 2) {
      throw refused(entry, "half-precision numbers are not read; save them as float32");
    }
    List<Integer> shape = new ArrayList<>();
    for (String side : matcher.group(5).split(",")) {
      if (!side.isBlank()) {
        shape.add(Integer.parseInt(side.strip()));
      }
    }
    ByteOrder order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new Header(kind, bytes, order, shape);
  }

  private Unreadable refused(ZipEntry entry, String reason) {
    return refused(entry, reason, null);
  }

  private Unreadable refused(ZipEntry entry, String reason, @Nullable IOException cause) {
    Unreadable refused = refused(entry.getName() + ": " + reason);
    if (cause != null) {
      refused.initCause(cause);
    }
    return refused;
  }

  private Unreadable refused(String reason) {
    return new Unreadable("Cannot read " + path + ": " + reason);
  }
}
