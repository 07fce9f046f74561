package org.tombola.spark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.store.Store;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the robust-generalization-gap table of a sweep. */
@Command(
    name = "gap",
    description = "Prints the robust-generalization-gap table of a sweep, during or after the run.",
    mixinStandardHelpOptions = true)
final class GapCommand implements Callable<Integer> {
  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @Option(
      names = "--all-rates",
      description = "Shows every learning rate, not only the best one on validation images.")
  private boolean allRates;

  @Option(
      names = "--attack",
      paramLabel = "ATTACK",
      description =
          "Attack for the gaps: 'pgd', or 'pgd: {...}' if several have that name; default: the"
              + " first attack of the sweep file.")
  private @Nullable String attack;

  @Option(
      names = "--suspicious",
      description = "Includes trials with suspicious evaluations; by default they are left out.")
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
