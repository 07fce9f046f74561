package org.tombola.spark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tombola.spark.audit.Audit;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Looks through a sweep's tables and the results of its stages for damage. */
@Command(
    name = "verify",
    description = {
      "Checks the tables and stage results for damage, leftovers, duplicate rows, and rows that"
          + " differ from the stage results they were made from.",
      "Changes nothing. Exit code 1 if there is a problem."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    Audit audit = Audit.of(folder.whole());
    PrintWriter out = spec.commandLine().getOut();
    audit.problems().forEach(out::println);
    audit.notes().forEach(note -> out.println("note: " + note));
    int problems = audit.problems().size();
    out.printf(
        "verified %d trials, %d stages: %s%n",
        audit.trials(),
        audit.stages(),
        problems == 0 ? "no problem" : problems == 1 ? "1 problem" : problems + " problems");
    out.flush();
    return problems == 0 ? 0 : 1;
  }
}
