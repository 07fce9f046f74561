package org.tombola.spark.dispatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder native code is unpacked into. Executors of one host must not race for one, so each has
 * its own, below its working directory: standalone workers, YARN and Kubernetes give every executor
 * one of its own.
 */
public final class Natives {
  /** JavaCPP's name for the folder. */
  public static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private static final String FOLDER = "javacpp";
  static final String OPTION = "-D" + PROPERTY + "=" + FOLDER;
  private static final Logger LOG = LoggerFactory.getLogger(Natives.class);
  private static final AtomicBoolean TIDY = new AtomicBoolean();

  private Natives() {}

  /** The folder native code is unpacked into in this process. */
  public static Path folder() {
    String folder = System.getProperty(PROPERTY);
    return (folder == null
            ? Path.of(System.getProperty("user.home", ""), ".javacpp", "cache")
            : Path.of(folder))
        .toAbsolutePath()
        .normalize();
  }

  /** Whether this process has a folder of its own. */
  public static boolean own() {
    return FOLDER.equals(System.getProperty(PROPERTY));
  }

  /**
   * Has this process remove its own folder when it ends: an executor that is replaced would leave
   * some hundred megabytes in its worker's folder each time. Does nothing where it has none.
   */
  static void tidyAtExit() {
    if (own() && !TIDY.getAndSet(true)) {
      Path folder = Path.of(FOLDER).toAbsolutePath();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "natives"));
    }
  }

  static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.info("Cannot remove {}: {}", folder, e.getMessage());
    }
  }
}
