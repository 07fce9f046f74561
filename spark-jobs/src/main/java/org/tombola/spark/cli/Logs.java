package org.tombola.spark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.tombola.method.FileTrouble;

/** Where the log goes: nowhere at first, into a file while a sweep runs. */
final class Logs {
  private static final String CONFIGURATION = "log4j2.configurationFile";
  private static final String QUIET = "tombola-log4j2.xml";
  private static final String FILE = "tombola.log";

  private Logs() {}

  /** No log. Comes before the first class that logs. */
  static void quiet() {
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, QUIET);
    }
    // ND4J tells the terminal about its start unless told otherwise
    System.setProperty("org.nd4j.log.initialization", "false");
  }

  /** From here on into a file. */
  static void into(Path file) {
    System.setProperty(FILE, file.toString());
    if (LogManager.getContext(false) instanceof LoggerContext context) {
      context.reconfigure();
    }
  }

  /**
   * Where an error is written in full: the log there is, or else a new file for temporary ones.
   * Says so where it cannot be written.
   */
  static String details(Throwable error) {
    String log = System.getProperty(FILE);
    if (log != null && Files.exists(Path.of(log))) {
      return log;
    }
    try {
      Path file = Files.createTempFile("tombola-error-", ".log");
      try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
        error.printStackTrace(writer);
      }
      return file.toString();
    } catch (IOException e) {
      return "no file, since this cannot be written: "
          + System.getProperty("java.io.tmpdir")
          + ": "
          + FileTrouble.why(e);
    }
  }
}
