package org.tombola.spark.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tombola.trial.ThisHost;

/** What the system says of this process' place. */
final class Machine {
  /** Control groups, version 2 and 1, as a container sees its own. */
  private static final List<Path> BOUNDS =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  /** Version 1 writes a number near 2^63 for none. */
  private static final long NONE = 1L << 60;

  private Machine() {}

  static String host() {
    return ThisHost.name();
  }

  /** Bytes this process' control group may have; 0 where there is no bound. */
  static long container() {
    for (Path bound : BOUNDS) {
      try {
        String text = Files.readString(bound).strip();
        long bytes = text.matches("\\d{1,18}") ? Long.parseLong(text) : NONE;
        return bytes < NONE ? bytes : 0;
      } catch (IOException e) {
        // the other version, or none
      }
    }
    return 0;
  }

  /** Bytes free on the disk of a folder, or of the nearest above it that exists. */
  static long free(Path folder) {
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      return there == null ? 0 : Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }
}
