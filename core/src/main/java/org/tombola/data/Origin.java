package org.tombola.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Where a data set is fetched from. */
sealed interface Origin {
  /** What is fetched, for messages. */
  String name();

  /** Puts the data set's files, checked, into an empty folder. */
  void fill(Path folder, Places places) throws IOException;

  /**
   * Gzipped IDX files, each below one address; checked by what they unpack to, because the same
   * content is published in several compressions.
   *
   * @param address ends with a slash
   * @param files names without ".gz"
   */
  record IdxFiles(String address, List<Idx.Published> files) implements Origin {
    @Override
    public String name() {
      return address;
    }

    @Override
    public void fill(Path folder, Places places) throws IOException {
      for (Idx.Published file : files) {
        String gzipped = file.name() + ".gz";
        places
            .fetching()
            .download(URI.create(address + gzipped), folder.resolve(gzipped), places.watcher());
        file.read(folder);
      }
    }
  }

  /**
   * One archive, .tar.gz or .zip, with the files below one folder.
   *
   * @param address of the archive
   * @param sha256 of the archive
   */
  record Archive(String address, String sha256) implements Origin {
    @Override
    public String name() {
      return address;
    }

    @Override
    public void fill(Path folder, Places places) throws IOException {
      Path archive = Files.createTempFile(places.cache(), ".unfinished-", ".archive");
      try {
        places.fetching().download(URI.create(address), archive, places.watcher());
        Digest.check(address, sha256, Digest.of(archive));
        // cifar-10-batches-bin/data_batch_1.bin is data_batch_1.bin here
        if (address.endsWith(".zip")) {
          unzip(archive, "[^/]+/", folder);
        } else {
          try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
            untar(new GZIPInputStream(file), "[^/]+/", folder);
          }
        }
      } finally {
        Files.delete(archive);
      }
    }
  }

  /**
   * The files a Debian package would install, without installing it.
   *
   * @param packageName as apt-get knows it
   * @param below folder of the files within the package, a pattern
   * @param files checked after unpacking
   */
  record DebianPackage(String packageName, String below, List<Idx.Published> files)
      implements Origin {
    @Override
    public String name() {
      return "apt-get download " + packageName;
    }

    @Override
    public void fill(Path folder, Places places) throws IOException {
      Path download = Files.createTempDirectory(folder, "package");
      Path file = places.fetching().debianPackage(packageName, download, places.watcher());
      try (ArArchiveInputStream parts =
          new ArArchiveInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        ArArchiveEntry part = parts.getNextEntry();
        while (part != null && !part.getName().startsWith("data.tar")) {
          part = parts.getNextEntry();
        }
        if (part == null || !part.getName().equals("data.tar.xz")) {
          throw new Unreadable(
              "Cannot unpack %s: expected data.tar.xz in it, found %s"
                  .formatted(file.getFileName(), part == null ? "nothing" : part.getName()));
        }
        untar(new XZCompressorInputStream(parts), below, folder);
      }
      Files.delete(file);
      Files.delete(download);
      for (Idx.Published published : files) {
        published.read(folder);
      }
    }
  }

  /** Writes the files below a folder within an archive (a pattern) to a folder on disk. */
  private static void untar(InputStream archive, String below, Path folder) throws IOException {
    TarArchiveInputStream entries = new TarArchiveInputStream(archive);
    for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
      if (entry.isFile()) {
        write(entry.getName(), entries, below, folder);
      }
    }
  }

  /** The same for a zip file, by its directory: streaming cannot read every zip. */
  private static void unzip(Path archive, String below, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.isDirectory()) {
          try (InputStream content = zip.getInputStream(entry)) {
            write(entry.getName(), content, below, folder);
          }
        }
      }
    }
  }

  private static void write(String name, InputStream content, String below, Path folder)
      throws IOException {
    String inside = name.replaceFirst("^" + below, "");
    if (inside.equals(name)) {
      return;
    }
    Path target = folder.resolve(inside).normalize();
    if (!target.startsWith(folder)) {
      throw new Unreadable("Cannot unpack " + name + ": it would lie outside " + folder);
    }
    Path parent = target.getParent();
    Files.createDirectories(parent == null ? folder : parent);
    Files.copy(content, target);
  }
}
