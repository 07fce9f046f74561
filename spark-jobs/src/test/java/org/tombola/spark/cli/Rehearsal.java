package org.tombola.spark.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.tombola.spark.cluster.Faults;
import org.tombola.spark.dispatch.Work;

/** The command line with stages that fail as told: a main class for drivers in tests. */
public final class Rehearsal {
  private Rehearsal() {}

  /** As {@link TombolaCommand#main}, with the faults of this process' properties. */
  public static void main(String[] args) {
    Faults faults = Faults.ofProperties();
    System.exit(
        TombolaCommand.execute(
            args,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            faults::run));
  }

  /** Runs a command in this process; what it printed, then its exit code. */
  public static String call(String... args) {
    return call(Work.SCIENCE, args);
  }

  /** The same with other work done on the executors. */
  public static String call(Work work, String... args) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    int code = TombolaCommand.execute(args, writer, writer, work);
    return out + "exit code " + code;
  }
}
