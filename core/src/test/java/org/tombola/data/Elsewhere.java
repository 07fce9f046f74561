package org.tombola.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Places and real files for tests. */
final class Elsewhere {
  static final Path SYSTEM = Path.of("/usr/share/datasets");

  private Elsewhere() {}

  /** Places with nothing in them but the folder. */
  static Places offline(@Nullable Path folder, Path home) {
    return new Places(folder, Map.of(), home, List.of(), Fetching.NONE, progress -> {});
  }

  /** A folder of real data beside the repository; the test is skipped where it is absent. */
  static Path shared(String name) {
    Path root = Path.of("").toAbsolutePath();
    while (root.getParent() != null && Files.exists(root.resolveSibling("pom.xml"))) {
      root = root.getParent();
    }
    Path folder = root.resolveSibling("shared").resolve("data").resolve(name);
    Assumptions.assumeTrue(Files.isDirectory(folder), "no real data at " + folder);
    return folder;
  }

  /** The system's own folder of a data set; the test is skipped where it is absent. */
  static Path system(String name) {
    Path folder = SYSTEM.resolve(name);
    Assumptions.assumeTrue(Files.isDirectory(folder), "no real data at " + folder);
    return folder;
  }
}
