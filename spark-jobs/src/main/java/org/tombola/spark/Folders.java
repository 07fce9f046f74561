package org.tombola.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.tombola.spark.table.Store;

/** Folders of tables as users write them. */
final class Folders {
  private Folders() {}

  /** A URI as it is; a path from the root on, so that an executor means the same folder. */
  static String uri(String folder) {
    return folder.matches("[a-z][a-z0-9+.-]+:.*")
        ? folder
        : new org.apache.hadoop.fs.Path(Path.of(folder).toAbsolutePath().normalize().toString())
            .toString();
  }

  /** The same folder on this machine, if it is on this machine. */
  static Optional<Path> local(String folder) {
    return folder.startsWith("/") ? Optional.of(Path.of(folder)) : Optional.empty();
  }

  /** Makes the folder where it is missing. */
  static void writable(Store tables) {
    try {
      FileSystem files = tables.folder().getFileSystem(tables.conf());
      if (!files.mkdirs(tables.folder())) {
        throw new IOException("it cannot be made");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Cannot write tables to " + tables.folder() + ": " + e.getMessage(), e);
    }
  }
}
