package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Files that say more of themselves than is true, or than anybody has room for. */
class BundleTest {
  private static final long MOST = 1 << 16;

  /** A file of these entries, in order. */
  private static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] array(String type, String shape, int bytes) {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n".formatted(type, shape);
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0};
    byte[] file = Arrays.copyOf(start, start.length + header.length() + bytes);
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, file, start.length, text.length);
    return file;
  }

  private static byte[] bundle(String name, byte[] entry) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("stage.json", "{}".getBytes(StandardCharsets.UTF_8));
    entries.put(name, entry);
    entries.put("end", new byte[0]);
    return zip(entries);
  }

  private static void refused(byte[] file, String why) {
    assertThatThrownBy(() -> Bundle.read(new ByteArrayInputStream(file), MOST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aHeaderIsBelievedOnlyAsFarAsThereIsRoomAndBytes() throws IOException {
    for (String length : new String[] {"2147483647", "2147483648", "999999999999999999"}) {
      refused(bundle("a.npy", array("<f4", "(" + length + ",)", 8)), "more than expected");
    }
    refused(bundle("a.npy", array("<f4", "(4611686018427387904,)", 8)), "neither floats nor bytes");
    refused(bundle("a.npy", array("|i1", "(65537,)", 65537)), "more than expected");
    refused(bundle("a.npy", array("<f4", "(16385,)", 4)), "more than expected");
    refused(bundle("a.npy", array("<f4", "(-1,)", 8)), "neither floats nor bytes");
    refused(bundle("a.npy", array("<f4", "(99999999999999999999,)", 8)), "neither floats nor");
    refused(bundle("a.npy", array("<f4", "(2, 2)", 16)), "neither floats nor bytes");
    refused(bundle("a.npy", array("<f8", "(2,)", 16)), "neither floats nor bytes");
    refused(bundle("a.npy", array("<f4", "(3,)", 8)), "an array is truncated");
    refused(bundle("a.npy", array("|i1", "(3,)", 2)), "an array is truncated");
    refused(bundle("a.npy", array("<f4", "(1,)", 8)), "more numbers than the 1 it says");
    refused(bundle("a.npy", new byte[4]), "not in NumPy's format");
    refused(bundle("a.txt", new byte[4]), "it has an entry that is not an array: a.txt");
    Bundle sound =
        Bundle.read(
            new ByteArrayInputStream(bundle("a.npy", array("<f4", "(16384,)", 65536))), MOST);
    assertThat(sound.floats("a")).hasSize(16384);
  }

  @Test
  void whatIsPackedSmallTakesNoMoreRoomThanBelongsThere() {
    // a thousand times smaller as a file
    byte[] bomb = bundle("a.npy", array("<f4", "(4194304,)", 4 << 22));
    assertThat(bomb).hasSizeLessThan(1 << 15);
    refused(bomb, "4194304 numbers, more than expected");
    Map<String, byte[]> many = new LinkedHashMap<>();
    many.put("stage.json", "{}".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 1000; i++) {
      many.put(i + ".npy", array("<f4", "(0,)", 0));
    }
    refused(zip(many), "more than expected");
    byte[] talkative = zip(Map.of("stage.json", new byte[(1 << 26) + 1]));
    assertThat(talkative).hasSizeLessThan(1 << 17);
    refused(talkative, "its stage.json is longer than any");
    assertThatThrownBy(() -> Bundle.describe(new ByteArrayInputStream(talkative)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than any");
  }
}
