package org.tombola.spark;

import java.nio.file.Path;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

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
}
