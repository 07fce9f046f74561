package org.tombola.spark;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.answer.Answer;
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

  @Option(
      names = "--attack",
      paramLabel = "ATTACK",
      description =
          "Tells gaps by this attack, as 'pgd' or 'pgd: {...}' where several have the name; by the"
              + " first of the sweep file unless given.")
  private @Nullable String attack;

  @Option(
      names = "--suspicious",
      description = "Takes in trials whose evaluations look suspicious; they are left out else.")
  private boolean suspicious;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    Store tables = folder.named();
    Answer.Rates rates = allRates ? Answer.Rates.ALL : Answer.Rates.BEST;
    Answer.Suspects suspects = suspicious ? Answer.Suspects.KEPT : Answer.Suspects.LEFT_OUT;
    Answer report =
        attack == null
            ? Answer.of(tables, rates, suspects)
            : Answer.by(attack, tables, rates, suspects);
    PrintWriter out = spec.commandLine().getOut();
    out.println(report.text());
    out.flush();
    return 0;
  }
}
