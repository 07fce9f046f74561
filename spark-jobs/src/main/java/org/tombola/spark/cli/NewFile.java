package org.tombola.spark.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.tombola.method.FileTrouble;

/**
 * A file on this machine that a command is to write, whole or not at all.
 *
 * @param path of it
 * @param overwrite whether one that is there is replaced
 */
record NewFile(Path path, boolean overwrite) {
  /** Writes a file that need not be there. */
  @FunctionalInterface
  interface Content {
    void write(Path file) throws IOException;
  }

  /** Why it cannot be written; empty where it can. */
  Optional<String> problem() {
    Path parent = path.toAbsolutePath().getParent();
    String cannot = "Cannot export to " + path + ": ";
    if (Files.isDirectory(path) || parent == null) {
      return Optional.of(cannot + "it is a folder");
    }
    if (!Files.isDirectory(parent)) {
      return Optional.of(cannot + "there is no folder " + parent);
    }
    return Files.exists(path) && !overwrite
        ? Optional.of(cannot + "it already exists; --overwrite replaces it")
        : Optional.empty();
  }

  /**
   * Writes it: what is begun gets its name when it is finished.
   *
   * @throws FileTrouble naming the file
   */
  void write(Content content) throws IOException {
    Path begun = path.resolveSibling("_" + path.getFileName() + ".begun");
    try {
      content.write(begun);
      Files.move(begun, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new FileTrouble("Cannot export to " + path, e);
    } finally {
      Files.deleteIfExists(begun);
    }
  }
}
