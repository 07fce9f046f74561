package org.tombola.trial;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NumPy's format 1.0; arrays that are read are one-dimensional floats (&lt;f4) or bytes (|i1). */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;
  private static final Pattern HEADER =
      Pattern.compile("\\{'descr': '(<f4|\\|i1)', .*'shape': \\((\\d+),\\), }\\s*");

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

  static Object read(byte[] file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < MAGIC.length + Short.BYTES
        || bytes.slice(0, MAGIC.length).compareTo(ByteBuffer.wrap(MAGIC)) != 0) {
      throw new IOException("an array is not in NumPy's format");
    }
    int headerLength = bytes.getShort(MAGIC.length) & 0xffff;
    int start = MAGIC.length + Short.BYTES;
    String header = new String(file, start, headerLength, StandardCharsets.US_ASCII);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new IOException("an array is neither floats nor bytes in one dimension: " + header);
    }
    int length = Integer.parseInt(matcher.group(2));
    bytes.position(start + headerLength);
    if (matcher.group(1).equals("<f4")) {
      float[] floats = new float[length];
      bytes.asFloatBuffer().get(floats);
      return floats;
    }
    byte[] plain = new byte[length];
    bytes.get(plain);
    return plain;
  }
}
