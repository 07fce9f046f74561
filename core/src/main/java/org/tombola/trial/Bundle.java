package org.tombola.trial;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What a stage leaves, in one file: a description and arrays. The file is a zip of {@code
 * stage.json}, always first, one {@code .npy} an array, and an empty entry that says it is the end,
 * so that NumPy's {@code load} reads it; the zip's checksums tell whether it is whole.
 *
 * @param json description
 * @param arrays by name: float[] or byte[], one-dimensional; not copied, so not to be changed
 */
public record Bundle(String json, Map<String, Object> arrays) {
  private static final String DESCRIPTION = "stage.json";
  private static final String ARRAY = ".npy";
  private static final String END = "end";

  /** Bytes of a description: some twenty times what a long training of many layers says. */
  private static final int LONGEST = 1 << 26;

  /** A description alone. */
  public Bundle(String json) {
    this(json, Map.of());
  }

  /**
   * An array of floats.
   *
   * @throws IllegalStateException if there is none of the name
   */
  public float[] floats(String name) {
    return array(name, float[].class);
  }

  /**
   * An array of bytes.
   *
   * @throws IllegalStateException if there is none of the name
   */
  public byte[] bytes(String name) {
    return array(name, byte[].class);
  }

  private <T> T array(String name, Class<T> type) {
    Object array = arrays.get(name);
    if (!type.isInstance(array)) {
      throw new IllegalStateException("Cannot find the array " + name + " in " + arrays.keySet());
    }
    return type.cast(array);
  }

  /** Writes the file; the stream stays open. */
  public void write(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    // weights hardly shrink, masked ones do at any level
    zip.setLevel(Deflater.BEST_SPEED);
    zip.putNextEntry(entry(DESCRIPTION));
    zip.write(json.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    for (Map.Entry<String, Object> array : arrays.entrySet()) {
      zip.putNextEntry(entry(array.getKey() + ARRAY));
      Npy.write(array.getValue(), zip);
      zip.closeEntry();
    }
    // a file cut off between two entries would pass for whole
    zip.putNextEntry(entry(END));
    zip.closeEntry();
    zip.finish();
  }

  /** The same bundle gives the same bytes: the time is no part of it. */
  static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    return entry;
  }

  /**
   * Reads a file. Whatever it says of itself, no more memory is taken than its arrays may need.
   *
   * @param most bytes all arrays may take together
   * @throws IOException if it is damaged, holds more, or is no bundle
   */
  public static Bundle read(InputStream in, long most) throws IOException {
    ZipInputStream zip = new ZipInputStream(in);
    String json = description(zip);
    Map<String, Object> arrays = new LinkedHashMap<>();
    long left = most;
    for (String name = next(zip); !name.equals(END); name = next(zip)) {
      if (!name.endsWith(ARRAY)) {
        throw new IOException("it has an entry that is not an array: " + name);
      }
      Npy.Read read = Npy.read(zip, left);
      left -= read.bytes();
      if (arrays.put(name.substring(0, name.length() - ARRAY.length()), read.array()) != null) {
        throw new IOException("it has two arrays named " + name);
      }
    }
    return new Bundle(json, arrays);
  }

  /**
   * Reads a file through for its checksums, and keeps nothing of it.
   *
   * @throws IOException if it is damaged or no bundle
   */
  public static void pass(InputStream in) throws IOException {
    ZipInputStream zip = new ZipInputStream(in);
    description(zip);
    while (!next(zip).equals(END)) {
      zip.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static String next(ZipInputStream zip) throws IOException {
    ZipEntry entry = zip.getNextEntry();
    if (entry == null) {
      throw new IOException("it is truncated");
    }
    return entry.getName();
  }

  /**
   * Reads the description only.
   *
   * @throws IOException if the beginning is damaged or no bundle
   */
  public static String describe(InputStream in) throws IOException {
    return description(new ZipInputStream(in));
  }

  private static String description(ZipInputStream zip) throws IOException {
    ZipEntry first = zip.getNextEntry();
    if (first == null || !first.getName().equals(DESCRIPTION)) {
      throw new IOException("it does not begin with " + DESCRIPTION);
    }
    byte[] text = zip.readNBytes(LONGEST + 1);
    if (text.length > LONGEST) {
      throw new IOException("its " + DESCRIPTION + " is longer than any: over " + LONGEST);
    }
    return new String(text, StandardCharsets.UTF_8);
  }
}
