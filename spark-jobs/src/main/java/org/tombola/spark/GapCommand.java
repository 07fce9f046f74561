package org.tombola.spark;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tombola.spark.gap.GapReport;
import org.tombola.spark.table.Store;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the robust-generalization-gap table of a sweep. */
@Command(
    name = "gap",
    description = "Prints the robust-generalization-gap table of a sweep, while it runs or after.",
    mixinStandardHelpOptions = true)
final class GapCommand implements Callable<Integer> {
  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @Option(
      names = "--all-rates",
      description = "Shows every learning rate, not only the best on validation.")
  private boolean allRates;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    Store tables = folder.named();
    GapReport report = GapReport.of(tables, allRates ? GapReport.Rates.ALL : GapReport.Rates.BEST);
    PrintWriter out = spec.commandLine().getOut();
    out.println(report.text());
    out.flush();
    return 0;
  }
}
