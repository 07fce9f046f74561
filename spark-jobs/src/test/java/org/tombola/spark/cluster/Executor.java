package org.tombola.spark.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A running executor.
 *
 * @param process it is
 * @param app id of the application it works for
 * @param id Spark's, a number as text
 * @param driver where it reports, as spark://CoarseGrainedScheduler@127.0.0.1:40123
 */
record Executor(ProcessHandle process, String app, String id, String driver)
    implements Comparable<Executor> {
  /** Read from its command line; empty for another kind of process, or one that is gone. */
  static Optional<Executor> of(ProcessHandle process) {
    List<String> arguments = Arrays.asList(commandLine(process).split("\0"));
    return arguments.contains("org.apache.spark.executor.CoarseGrainedExecutorBackend")
        ? Optional.of(
            new Executor(
                process,
                after(arguments, "--app-id"),
                after(arguments, "--executor-id"),
                after(arguments, "--driver-url")))
        : Optional.empty();
  }

  /** Arguments with a 0 between; nothing of a process that is gone. */
  static String commandLine(ProcessHandle process) {
    try {
      // ProcessHandle cuts long command lines
      return Files.readString(Path.of("/proc", process.pid() + "", "cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  private static String after(List<String> arguments, String option) {
    return arguments.get(arguments.indexOf(option) + 1);
  }

  @Override
  public int compareTo(Executor other) {
    return Comparator.comparingLong((Executor each) -> each.process.pid()).compare(this, other);
  }
}
