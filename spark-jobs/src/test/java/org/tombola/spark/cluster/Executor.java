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
 */
record Executor(ProcessHandle process, String app, String id) implements Comparable<Executor> {
  /** Read from its command line; empty for another kind of process, or one that is gone. */
  static Optional<Executor> of(ProcessHandle process) {
    try {
      // ProcessHandle cuts long command lines
      Path line = Path.of("/proc", process.pid() + "", "cmdline");
      List<String> arguments = Arrays.asList(Files.readString(line).split("\0"));
      if (!arguments.contains("org.apache.spark.executor.CoarseGrainedExecutorBackend")) {
        return Optional.empty();
      }
      return Optional.of(
          new Executor(process, after(arguments, "--app-id"), after(arguments, "--executor-id")));
    } catch (IOException e) {
      return Optional.empty();
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
