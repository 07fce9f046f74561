package org.tombola.spark.cli;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Refused;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.dispatch.Order;
import org.tombola.spark.dispatch.Progress;
import org.tombola.spark.dispatch.SweepDriver;
import org.tombola.spark.dispatch.Work;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.sql.Condition;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.Attacks;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Attacks the networks of trials that are trained already. */
@Command(
    name = "evaluate",
    description = {
      "Runs further attacks on the trained networks of a store's completed trials; trains nothing.",
      "Keeps results that are in the store already: after a stop, run the same command to continue."
    },
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private static final String NAME = "evaluate";

  @Parameters(paramLabel = "DIR", description = "Folder or URI of the store.")
  private String dir = "";

  @Option(
      names = "--attack",
      paramLabel = "ATTACK",
      required = true,
      description =
          "Attack as in a sweep file: pgd, or 'pgd: {epsilon: 0.1, step: 0.025, steps: 50}'; may be"
              + " repeated.")
  private List<String> written = List.of();

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description =
          "Which trials, by columns of the table trials: \"ticket = 'dense' and seed <= 3\";"
              + " default: all completed trials.")
  private @Nullable String where;

  @Option(
      names = "--data-folder",
      paramLabel = "PATH",
      description =
          "Folder searched first for data sets; default: the data-folder of the trials' sweep file,"
              + " if it is on this machine.")
  private @Nullable Path data;

  @CommandLine.Mixin private ClusterOptions options = new ClusterOptions();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private final Work work;

  EvaluateCommand(Work work) {
    this.work = work;
  }

  @Override
  public Integer call() throws IOException {
    options.check();
    Attacks attacks = Attacks.read(written);
    Store store = Folders.begun(dir, options.settings.hadoop());
    if (!store.exists()) {
      throw new Refused("Cannot evaluate " + store.folder() + ": there is no such folder");
    }
    Folders.tell(store, spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    AgendaRunner runner = new AgendaRunner(NAME, Folders.uri(dir), store, options, work, out);
    return runner.claimed(Claim.Purpose.EVALUATE, claim -> evaluate(attacks, runner, claim));
  }

  private int evaluate(Attacks attacks, AgendaRunner runner, Claim claim) {
    Store store = runner.store();
    List<StoredRow> trials = store.read(Tables.TRIALS);
    if (trials.isEmpty()) {
      throw new Refused("Cannot evaluate: there is no finished trial in " + store.folder());
    }
    // a condition needs Spark before it is known whether there is any work
    try (JavaSparkContext asked = where == null ? null : runner.spark()) {
      List<StoredRow> meant = asked == null ? trials : selected(trials, asked, store);
      String folder = folder(store, meant);
      AddedAttacks added = added(attacks, meant, runner);
      if (added.plan().isEmpty()) {
        return 0;
      }
      if (asked != null) {
        return evaluate(added, folder, asked, runner, claim);
      }
      try (JavaSparkContext spark = runner.spark()) {
        return evaluate(added, folder, spark, runner, claim);
      }
    }
  }

  private List<StoredRow> selected(List<StoredRow> trials, JavaSparkContext spark, Store store) {
    Set<String> ids =
        new Condition(String.valueOf(where))
            .of(trials, SparkSession.builder().config(spark.getConf()).getOrCreate());
    List<StoredRow> some = trials.stream().filter(row -> ids.contains(row.id())).toList();
    if (some.isEmpty()) {
      throw new Refused(
          "Cannot evaluate: none of %d trials in %s matches %s"
              .formatted(trials.size(), store.folder(), where));
    }
    return some;
  }

  private static AddedAttacks added(Attacks attacks, List<StoredRow> trials, AgendaRunner runner) {
    AddedAttacks added = AddedAttacks.of(runner.store(), attacks, trials);
    runner.out().println(added.words(runner.store()));
    runner.out().flush();
    return added;
  }

  /** Where data sets are looked for first. */
  private @Nullable String folder(Store store, List<StoredRow> trials) {
    Path named = data;
    return named != null
        ? named.toAbsolutePath().toString()
        : SavedSweep.data(store, trials.stream().map(row -> row.sweep()).collect(toSet()))
            .orElse(null);
  }

  private int evaluate(
      AddedAttacks added,
      @Nullable String folder,
      JavaSparkContext spark,
      AgendaRunner runner,
      Claim claim) {
    // of trainings, which there are none of: evaluations save themselves more often anyway
    Order.Common common =
        new Order.Common(
            NAME, runner.folder(), options.engine.name(), folder, 1, Integer.MAX_VALUE);
    Progress progress = runner.progress(added.agenda(), 0);
    SweepDriver.Ending ending =
        runner.run(added.agenda(), added.plan(), spark, common, progress, claim);
    if (ending == SweepDriver.Ending.STOPPED) {
      return 1;
    }
    int failures = progress.failures();
    if (failures > 0) {
      runner
          .out()
          .println(
              failures
                  + " trials could not be evaluated and are unchanged; last failure: "
                  + progress.lastFailure()
                  + System.lineSeparator()
                  + "Fix this and run the same command again.");
    }
    runner
        .out()
        .println("gap " + runner.folder() + " --attack NAME shows the gaps under an attack.");
    runner.out().flush();
    return failures > 0 ? 1 : 0;
  }
}
