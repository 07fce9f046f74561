package org.tombola.spark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.dispatch.Order;
import org.tombola.spark.dispatch.Progress;
import org.tombola.spark.dispatch.SweepDriver;
import org.tombola.spark.dispatch.Work;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.Sweep;
import org.tombola.sweeps.SweepFile;
import org.tombola.sweeps.SweepProblems;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs what remains of a sweep and prints its gap table. */
@Command(
    name = "run",
    description = {
      "Runs a sweep and prints its gap table.",
      "Keeps results that are in the store already: after a stop, run the same command to continue."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The sweep file.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder or URI of the store; default: out/NAME of the sweep.")
  private @Nullable String out;

  @CommandLine.Mixin private RunOptions options = new RunOptions();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private final Work work;

  RunCommand(Work work) {
    this.work = work;
  }

  @Override
  public Integer call() throws SweepProblems, IOException {
    options.check();
    Sweep sweep = SweepFile.read(file);
    String folder = Folders.uri(out == null ? "out/" + sweep.name() : out);
    Store store = Folders.store(folder, options.cluster.settings.hadoop());
    Folders.writable(store);
    Folders.tell(store, spec.commandLine().getErr());
    PrintWriter terminal = spec.commandLine().getOut();
    SavedSweep saved =
        new SavedSweep(
            sweep.name(),
            sweep.question().strip(),
            Objects.requireNonNullElse(sweep.paper(), ""),
            Files.readString(file),
            Objects.toString(sweep.dataFolder(), ""));
    AgendaRunner runner =
        new AgendaRunner(sweep.name(), folder, store, options.cluster, work, terminal);
    return runner.claimed(
        Claim.Purpose.RUN,
        claim -> {
          saved.keep(store);
          return run(sweep, runner, claim);
        });
  }

  private int run(Sweep sweep, AgendaRunner runner, Claim claim) {
    PrintWriter terminal = runner.out();
    Store store = runner.store();
    Remaining remaining = Remaining.of(sweep, store, options.which());
    terminal.println(remaining.words(sweep, runner.folder()));
    terminal.flush();
    int failures = 0;
    String why = "";
    if (remaining.trials() > 0) {
      if (options.maxGpuHours != null) {
        PlanReport.estimate(sweep, store, options.which()).allow(options.maxGpuHours);
      }
      Progress progress = runner.progress(remaining.agenda(), remaining.failedBefore());
      if (work(sweep, runner, remaining, progress, claim) == SweepDriver.Ending.STOPPED) {
        return 1;
      }
      if (claim.held()) {
        // a trial that was run again may still stand in a merged file too
        store.recover();
      }
      failures = progress.failures();
      why = progress.lastFailure();
    }
    // on a full disk not even failures can be written down
    if (failures == 0 || !store.read(Tables.TRIALS, "outcome").isEmpty()) {
      terminal.println(Answer.of(store, Answer.Rates.BEST).text());
    }
    if (failures > 0) {
      Remaining unwritten = Remaining.of(sweep, store, Remaining.Which.UNFINISHED);
      terminal.println(failed(failures, unwritten, why));
    }
    terminal.flush();
    return failures + remaining.failedBefore() > 0 ? 1 : 0;
  }

  /** How to go on after failures; those that could not be written down are told apart. */
  private static String failed(int failures, Remaining unwritten, String why) {
    List<String> lines = new ArrayList<>();
    if (unwritten.trials() > 0) {
      lines.add(
          unwritten.trials() + " trials failed and could not be recorded; last failure: " + why);
      lines.add("Finished work is kept. Fix this and run the same command to continue.");
    }
    if (failures > unwritten.trials()) {
      lines.add("run --retry-failed runs the failed trials again.");
    }
    return String.join(System.lineSeparator(), lines);
  }

  private SweepDriver.Ending work(
      Sweep sweep, AgendaRunner runner, Remaining remaining, Progress progress, Claim claim) {
    Path data = sweep.dataFolder();
    Order.Common common =
        new Order.Common(
            sweep.name(),
            runner.folder(),
            options.cluster.engine.name(),
            data == null ? null : data.toAbsolutePath().toString(),
            options.checkpointEpochs,
            Math.round(options.checkpointMinutes * 60));
    try (JavaSparkContext spark = runner.spark()) {
      return runner.run(remaining.agenda(), remaining.plan(), spark, common, progress, claim);
    }
  }
}
