package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  private static final Split ONE = new Split(0, 1, 0, Split.Order.FILE, 0);

  @TempDir Path folder;

  private final Map<String, byte[]> arrays = new LinkedHashMap<>();

  /** Five grey images of 2x3, all of one shade each, 10 to 14, and one test image. */
  private void bytes() {
    byte[] pixels = new byte[30];
    for (int i = 0; i < 30; i++) {
      pixels[i] = (byte) (10 + i / 6);
    }
    add("x", "|u1", "(5, 2, 3)", pixels);
    add("y", "|i1", "(5,)", new byte[] {0, 1, 0, 1, 1});
    add("x_test", "|u1", "(1, 2, 3, 1)", new byte[] {1, 2, 3, 4, 5, 6});
    add("y_test", "<i8", "(1, 1)", longs(1));
  }

  private void add(String name, String type, String shape, byte[] values) {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    arrays.put(name, array(text, values));
  }

  private static byte[] array(String header, byte[] values) {
    byte[] padded =
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(10 + padded.length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(HexFormat.of().parseHex("934e554d50590100"))
        .putShort((short) padded.length)
        .put(padded)
        .put(values)
        .array();
  }

  private static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putLong);
    return bytes.array();
  }

  private Path file() throws IOException {
    Path file = folder.resolve("own.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  private Splits load(Npz source) throws IOException {
    file();
    return source.load(ONE, Elsewhere.offline(folder, folder.resolve("home")));
  }

  private static Npz grey(double testShare) {
    return new Npz("own.npz", Npz.Layout.NHWC, 1, 2, 3, 2, testShare, List.of(0.5), List.of(0.25));
  }

  private static Npz colour(Npz.Layout layout) {
    return new Npz("own.npz", layout, 3, 1, 2, 2, 0, List.of(0.5), List.of(0.25));
  }

  @Test
  void readsBytesWithAndWithoutAChannel() throws IOException {
    bytes();
    Splits splits = load(grey(0));
    assertThat(splits.train().labels()).containsExactly(0, 1, 0, 1);
    assertThat(splits.train().pixels()[0]).isEqualTo((byte) 10);
    assertThat(splits.validation().pixels()).containsOnly(14);
    assertThat(splits.test().pixels()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(splits.test().labels()).containsExactly(1);
  }

  @Test
  void putsChannelsFirstInBothLayouts() throws IOException {
    add("x", "|u1", "(2, 1, 2, 3)", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    add("y", "|u1", "(2,)", new byte[] {0, 1});
    add("x_test", "|u1", "(1, 1, 2, 3)", new byte[6]);
    add("y_test", "|u1", "(1,)", new byte[1]);
    assertThat(load(colour(Npz.Layout.NHWC)).train().pixels()).containsExactly(1, 4, 2, 5, 3, 6);
    add("x", "|u1", "(2, 3, 1, 2)", new byte[] {1, 4, 2, 5, 3, 6, 7, 8, 9, 10, 11, 12});
    add("x_test", "|u1", "(1, 3, 1, 2)", new byte[6]);
    assertThat(load(colour(Npz.Layout.NCHW)).train().pixels()).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void roundsFloatsToTheNearestByte() throws IOException {
    bytes();
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      for (int size : new int[] {4, 8}) {
        ByteBuffer test = ByteBuffer.allocate(6 * size).order(order);
        for (double value : new double[] {0, 1, 0.5, 0.00195, 0.00197, 200 / 255.0}) {
          if (size == 4) {
            test.putFloat((float) value);
          } else {
            test.putDouble(value);
          }
        }
        String type = (order == ByteOrder.LITTLE_ENDIAN ? "<f" : ">f") + size;
        add("x_test", type, "(1, 2, 3)", test.array());
        assertThat(load(grey(0)).test().pixels()).as(type).containsExactly(0, 255, 128, 0, 1, 200);
      }
    }
  }

  @Test
  void aTestShareNeverMovesImagesThatWereThere() throws IOException {
    List<Integer> before = List.of();
    for (int images : new int[] {60, 90}) {
      arrays.clear();
      byte[] pixels = new byte[6 * images];
      IntStream.range(0, pixels.length).forEach(i -> pixels[i] = (byte) (i / 6));
      add("x_train", "|u1", "(%d, 2, 3)".formatted(images), pixels);
      add("y_train", "|u1", "(%d,)".formatted(images), new byte[images]);
      Splits splits = load(grey(0.3));
      byte[] test = splits.test().pixels();
      List<Integer> now =
          IntStream.range(0, splits.test().count()).mapToObj(i -> (int) test[6 * i]).toList();
      assertThat(now.size()).isBetween(images / 6, images / 2);
      assertThat(splits.train().count() + 1 + now.size()).isEqualTo(images);
      assertThat(now.subList(0, before.size())).isEqualTo(before);
      before = now;
    }
  }

  @Test
  void saysWhatIsWrongWithAnArray() throws IOException {
    bytes();
    byte[] good = arrays.get("y");
    add("y", "|i1", "(5,)", new byte[] {0, 1, 2, 1, 1});
    refuses("y.npy: label 2 of image 2 is not one of 2 classes, 0 to 1");
    add("y", "|i1", "(5,)", new byte[] {0, 1, -1, 1, 1});
    refuses("y.npy: label -1 of image 2 is not one of 2 classes, 0 to 1");
    add("y", "<f4", "(5,)", new byte[20]);
    refuses("y.npy: must be whole numbers of shape [images], not f4 of [5]");
    add("y", "|i1", "(4,)", new byte[4]);
    refuses("x.npy: must have shape [4, 2, 3, 1] (4 labels, layout nhwc), not [5, 2, 3]");
    add("y", "|i1", "(5,)", new byte[3]);
    refuses("y.npy: it is truncated");
    arrays.put("y", good);
    byte[] nan = new byte[120];
    ByteBuffer.wrap(nan).order(ByteOrder.LITTLE_ENDIAN).putFloat(6 * 4 * 3, Float.NaN);
    add("x", "<f4", "(5, 2, 3)", nan);
    refuses("x.npy: floating-point pixels must be in [0, 1]; image 3 has NaN");
    ByteBuffer.wrap(nan).order(ByteOrder.LITTLE_ENDIAN).putFloat(6 * 4 * 3, 255);
    add("x", "<f4", "(5, 2, 3)", nan);
    refuses("x.npy: floating-point pixels must be in [0, 1]; image 3 has 255.0");
    add("x", "<i4", "(5, 2, 3)", nan);
    refuses("x.npy: must be unsigned bytes or floating-point numbers in [0, 1], not i4");
    add("x", "<f2", "(5, 2, 3)", nan);
    refuses("x.npy: half-precision numbers are not read; save them as float32");
    add("x", "|O8", "(5, 2, 3)", nan);
    refuses("x.npy: must be unsigned bytes or floating-point numbers in [0, 1], not O8");
    arrays.put(
        "x", array("{'descr': '|u1', 'fortran_order': True, 'shape': (5, 2, 3), }", new byte[30]));
    refuses("x.npy: it is in Fortran's order; save numpy.ascontiguousarray of it");
    arrays.put("x", new byte[200]);
    refuses("x.npy: it is not a NumPy array");
    arrays.remove("x");
    refuses("it has no array x or x_train, but [y.npy, x_test.npy, y_test.npy]");
    bytes();
    arrays.remove("x_test");
    refuses(
        "it has no array x_test, but [y.npy, y_test.npy, x.npy]; test-share takes test images from"
            + " x");
  }

  private void refuses(String reason) {
    assertThatThrownBy(() -> load(grey(0)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("Cannot read " + folder.resolve("own.npz") + ": " + reason);
  }

  @Test
  void refusesAFileThatIsCut() throws IOException {
    bytes();
    byte[] whole = Files.readAllBytes(file());
    for (int length : new int[] {whole.length - 1, whole.length / 2, 4, 0}) {
      Files.write(folder.resolve("own.npz"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> grey(0).load(ONE, Elsewhere.offline(folder, folder.resolve("home"))))
          .as("the first %d of %d bytes", length, whole.length)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith(
              "Cannot read " + folder.resolve("own.npz") + ": it is not a whole .npz file");
    }
  }

  @Test
  void saysWhereItLookedForTheFile() {
    assertThatThrownBy(() -> grey(0).load(ONE, Elsewhere.offline(folder, folder.resolve("home"))))
        .hasMessage(
            "Cannot find own.npz: none of these folders has [own.npz]\n  ($TOMBOLA_DATA is not"
                + " set)\n  "
                + folder
                + "\n  "
                + folder.resolve("home/.cache/tombola/data")
                + "\nName the folder that holds own.npz as data-folder");
    assertThatThrownBy(
            () -> new Npz("own.zip", Npz.Layout.NHWC, 1, 2, 3, 2, 0, List.of(0.5), List.of(0.25)))
        .hasMessage("file must end in .npz, not \"own.zip\"");
  }
}
