package org.tombola.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/** A world outside that holds a few files and remembers what was asked of it. */
final class Fetched implements Fetching {
  final List<String> asked = new ArrayList<>();
  final Map<String, byte[]> held;

  Fetched(Map<String, byte[]> held) {
    this.held = held;
  }

  @Override
  public void download(URI from, Path into, Consumer<Download> watcher) throws IOException {
    Files.write(into, give(from.toString()));
  }

  @Override
  public Path debianPackage(String name, Path folder, Consumer<Download> watcher)
      throws IOException {
    return Files.write(folder.resolve(name + ".deb"), give(name));
  }

  private byte[] give(String name) throws IOException {
    asked.add(name);
    byte[] bytes = held.get(name);
    if (bytes == null) {
      throw new IOException("there is no " + name);
    }
    return bytes;
  }

  /** A .tar.gz of files. */
  static byte[] tarGz(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(tar(files));
    }
    return out.toByteArray();
  }

  /** A .zip of files. */
  static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  /** A Debian package that would install files. */
  static byte[] deb(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (XZCompressorOutputStream xz = new XZCompressorOutputStream(data)) {
      xz.write(tar(files));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
      for (var part :
          Map.of("debian-binary", "2.0\n".getBytes(), "data.tar.xz", data.toByteArray())
              .entrySet()) {
        ar.putArchiveEntry(new ArArchiveEntry(part.getKey(), part.getValue().length));
        ar.write(part.getValue());
        ar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (var file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), true);
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }
}
