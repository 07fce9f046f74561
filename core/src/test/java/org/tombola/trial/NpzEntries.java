package org.tombola.trial;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What an .npz file holds, read by ND4J's own reader of NumPy arrays.
 *
 * @param files content of each entry, by name without ".npy"
 */
record NpzEntries(Map<String, byte[]> files) {
  static NpzEntries of(byte[] npz) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(npz))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName().replaceAll("\\.npy$", ""), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new NpzEntries(files);
  }

  INDArray array(String name) {
    return Nd4j.createNpyFromByteArray(files.get(name));
  }

  /** A single text, which ND4J does not read. */
  String text(String name) {
    byte[] file = files.get(name);
    int start = 10 + (file[8] & 0xff) + ((file[9] & 0xff) << 8);
    String text = new String(file, start, file.length - start, Charset.forName("UTF-32LE"));
    String header = new String(file, 10, start - 10, StandardCharsets.US_ASCII);
    if (!header.startsWith(
        "{'descr': '<U%d', 'fortran_order': False, 'shape': (), }"
            .formatted(text.codePointCount(0, text.length())))) {
      throw new AssertionError(header);
    }
    return text;
  }
}
