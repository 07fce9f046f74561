package org.tombola.trial;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NumPy's format 1.0; arrays that are read are one-dimensional floats (&lt;f4) or bytes (|i1). */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;
  private static final int CHUNK = 1 << 14;

  /** Bytes that any array takes: many empty ones would fill memory too. */
  private static final int LEAST = 1024;

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(<f4|\\|i1)', 'fortran_order': (?:False|True), 'shape': \\((\\d{1,18}),\\), }\\s*");

  private Npy() {}

  static void write(Object array, OutputStream out) throws IOException {
    if (array instanceof float[] floats) {
      header("<f4", List.of(floats.length), out);
      out.write(bytes(floats));
    } else {
      header("|i1", List.of(((byte[]) array).length), out);
      out.write((byte[]) array);
    }
  }

  /**
   * What stands before an array's numbers, which follow in C order.
   *
   * @param type as NumPy writes it
   * @param shape empty for a single value
   */
  static void header(String type, List<Integer> shape, OutputStream out) throws IOException {
    // written as NumPy does, for there are readers that count commas
    String sides = shape.stream().map(String::valueOf).collect(joining(", "));
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(type, shape.size() == 1 ? sides + "," : sides);
    int unpadded = MAGIC.length + Short.BYTES + header.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    header += " ".repeat(padding) + "\n";
    out.write(MAGIC);
    out.write(header.length() & 0xff);
    out.write(header.length() >> 8);
    out.write(header.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] bytes(float[] floats) {
    ByteBuffer bytes =
        ByteBuffer.allocate(floats.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(floats);
    return bytes.array();
  }

  /**
   * What was read.
   *
   * @param array float[] or byte[]
   * @param bytes it takes, at least what its bookkeeping does
   */
  record Read(Object array, long bytes) {}

  /**
   * Reads an array to the end of the stream. Memory is taken once its header has been looked at.
   *
   * @param most bytes it may take
   * @throws IOException if it is damaged, larger, or of another kind
   */
  static Read read(InputStream in, long most) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + Short.BYTES);
    if (start.length < MAGIC.length + Short.BYTES
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException("an array is not in NumPy's format");
    }
    int headerLength = (start[MAGIC.length] & 0xff) | (start[MAGIC.length + 1] & 0xff) << 8;
    String header = new String(in.readNBytes(headerLength), StandardCharsets.US_ASCII);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new IOException("an array is neither floats nor bytes in one dimension: " + header);
    }
    boolean floats = matcher.group(1).equals("<f4");
    long length = Long.parseLong(matcher.group(2));
    long bytes = Math.max(LEAST, length * (floats ? Float.BYTES : 1));
    if (length > Integer.MAX_VALUE - Long.BYTES || bytes > most) {
      throw new IOException(
          "an array claims to have %d numbers, more than expected".formatted(length));
    }
    Object array = floats ? floats(in, (int) length) : new byte[(int) length];
    if (array instanceof byte[] plain && in.readNBytes(plain, 0, plain.length) < plain.length) {
      throw new IOException("an array is truncated");
    }
    if (in.read() >= 0) {
      throw new IOException("an array has more numbers than the %d it says".formatted(length));
    }
    return new Read(array, bytes);
  }

  private static float[] floats(InputStream in, int length) throws IOException {
    float[] floats = new float[length];
    byte[] some = new byte[Math.min(length, CHUNK) * Float.BYTES];
    FloatBuffer numbers = ByteBuffer.wrap(some).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int done = 0; done < length; ) {
      int count = Math.min(CHUNK, length - done);
      if (in.readNBytes(some, 0, count * Float.BYTES) < count * Float.BYTES) {
        throw new IOException("an array is truncated");
      }
      numbers.get(0, floats, done, count);
      done += count;
    }
    return floats;
  }
}
