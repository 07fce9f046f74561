package org.tombola.trial;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipOutputStream;

/** Arrays written one after the other into a file that NumPy's {@code load} reads. */
final class Npz {
  private static final Charset UTF_32 = Charset.forName("UTF-32LE");

  private final ZipOutputStream zip;

  /** Writes what a long array holds. */
  @FunctionalInterface
  interface Numbers {
    /** Writes all of them, in C order, little-endian. */
    void write(OutputStream out) throws IOException;
  }

  /** Begins; the stream stays open. */
  Npz(OutputStream out) {
    zip = new ZipOutputStream(out);
    // weights hardly shrink, masked ones do at any level
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /** Adds numbers of 32 bits, in C order of the shape. */
  void floats(String name, List<Integer> shape, float[] values) throws IOException {
    add(name, "<f4", shape, out -> out.write(Npy.bytes(values)));
  }

  /** Adds unsigned bytes, in C order of the shape. */
  void bytes(String name, List<Integer> shape, byte[] values) throws IOException {
    add(name, "|u1", shape, out -> out.write(values));
  }

  /** Adds whole numbers of 64 bits, in one dimension. */
  void integers(String name, int[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putLong(value);
    }
    add(name, "<i8", List.of(values.length), out -> out.write(bytes.array()));
  }

  /** Adds a text of at least one character, as a single value. */
  void text(String name, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_32);
    add(name, "<U" + bytes.length / Integer.BYTES, List.of(), out -> out.write(bytes));
  }

  /** Adds an array of any type NumPy has. */
  void add(String name, String type, List<Integer> shape, Numbers numbers) throws IOException {
    zip.putNextEntry(Bundle.entry(name + ".npy"));
    Npy.header(type, shape, zip);
    numbers.write(zip);
    zip.closeEntry();
  }

  /** Ends the file. */
  void finish() throws IOException {
    zip.finish();
  }
}
