package org.tombola.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.crew.Crew;
import org.tombola.spark.crew.Display;
import org.tombola.spark.crew.Done;
import org.tombola.spark.crew.Heartbeat;
import org.tombola.spark.crew.Names;
import org.tombola.spark.crew.Order;
import org.tombola.spark.crew.Progress;
import org.tombola.spark.crew.Recycling;
import org.tombola.spark.crew.Session;
import org.tombola.spark.crew.Slots;
import org.tombola.spark.crew.Stop;
import org.tombola.spark.crew.Work;
import org.tombola.spark.gap.GapReport;
import org.tombola.spark.table.Store;
import org.tombola.sweeps.Agenda;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.Sweep;
import org.tombola.sweeps.SweepFile;
import org.tombola.sweeps.SweepProblems;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs what is left of a sweep and prints its gap table. */
@Command(
    name = "run",
    description = {
      "Runs a sweep and prints its gap table.",
      "What the store holds already is not run again, so the same command goes on after a stop."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The sweep file.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder or URI of the store; out/NAME of the sweep unless given.")
  private @Nullable String out;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master, as spark://host:7077; this machine alone unless given.")
  private @Nullable String master;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description =
          "Stages at once; processors / threads unless given, all a cluster has room for on one.")
  private @Nullable Integer slots;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Native threads of each stage; ${DEFAULT-VALUE} unless given.")
  private int threads = 1;

  @Option(
      names = "--retry-failed",
      description = "Runs just the trials that failed before, and no others.")
  private boolean retryFailed;

  @Option(
      names = "--checkpoint-epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Epochs between two checkpoints of a training; ${DEFAULT-VALUE} unless given.")
  private int checkpointEpochs = 10;

  @Option(
      names = "--checkpoint-minutes",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Minutes after which the next epoch's end saves one all the same; ${DEFAULT-VALUE} unless"
              + " given.")
  private double checkpointMinutes = 5;

  @Option(
      names = "--watchdog",
      paramLabel = "MINUTES",
      defaultValue = "30",
      description =
          "Minutes without a sign of life after which a stage is taken to hang; ${DEFAULT-VALUE}"
              + " unless given.")
  private double watchdog = 30;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of Spark, as spark.executor.memory=4g; may be given again and again.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--recycle",
      paramLabel = "N",
      description =
          "Stages after which an executor is replaced, 0 for never; 50 on GPUs unless given, never"
              + " on processors.")
  private @Nullable Integer recycle;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  private final Work work;

  RunCommand(Work work) {
    this.work = work;
  }

  @Override
  public Integer call() throws SweepProblems, IOException {
    Slots room = slots == null ? Slots.filling(threads) : new Slots(slots, threads);
    int started = Slots.nativeThreads();
    if (Session.local(master) && started != threads) {
      throw new IllegalArgumentException(
          "Cannot run with "
              + threads
              + " threads a stage: OMP_NUM_THREADS is "
              + (started == 0 ? "not set" : started)
              + "; start through deploy/tombola, which sets it");
    }
    Sweep sweep = SweepFile.read(file);
    String folder = Folders.uri(out == null ? "out/" + sweep.name() : out);
    Store store = Store.at(folder, new Configuration());
    Folders.writable(store);
    Folders.local(folder).ifPresent(local -> Logs.into(local.resolve("tombola.log")));
    return run(sweep, folder, store, room);
  }

  private int run(Sweep sweep, String folder, Store store, Slots room) {
    PrintWriter terminal = spec.commandLine().getOut();
    List<PlannedTrial> plan = sweep.plan().trials();
    Done done = Done.in(store);
    Set<String> settled = settled(plan, done, sweep);
    int before = (int) plan.stream().filter(trial -> settled.contains(trial.id())).count();
    long failedBefore =
        retryFailed ? 0 : plan.stream().filter(trial -> done.failed().contains(trial.id())).count();
    Set<String> finished = store.stages().finished();
    Agenda agenda =
        new Agenda(
            plan, settled, null, finished::contains, stage -> standing(stage, store.stages()));
    terminal.printf(
        "%s: %s%n%d trials, %d done already, %d to run%s; store in %s%n",
        sweep.name(),
        sweep.question().strip(),
        plan.size(),
        before - failedBefore,
        plan.size() - before,
        failedBefore == 0
            ? ""
            : " (" + failedBefore + " failed before and are left; --retry-failed runs just those)",
        folder);
    terminal.flush();
    int failures = 0;
    if (before < plan.size()) {
      Progress progress =
          new Progress(
              agenda::counts,
              (int) failedBefore,
              Instant.now(),
              id -> Heartbeat.of(folder, id, store.conf()));
      if (work(sweep, folder, store, room, agenda, progress) == Crew.Ending.STOPPED) {
        return 1;
      }
      failures = progress.failures();
    }
    terminal.println(GapReport.of(store, GapReport.Rates.BEST).text());
    terminal.flush();
    return failures > 0 ? 1 : 0;
  }

  /** Trials that need nothing in this run. */
  private Set<String> settled(List<PlannedTrial> plan, Done done, Sweep sweep) {
    Set<String> settled = new HashSet<>(done.done());
    if (!retryFailed) {
      settled.addAll(done.failed());
    } else {
      plan.stream()
          .map(PlannedTrial::id)
          .filter(id -> !done.failed().contains(id))
          .forEach(settled::add);
    }
    return settled;
  }

  private static Agenda.Standing standing(Stage.Train stage, Artifacts artifacts) {
    return artifacts
        .describe(stage.fingerprint())
        .map(StageResult::read)
        .map(StageResult::trained)
        .map(
            trained ->
                new Agenda.Standing(trained.diverged() != 0, trained.bestRobust(Integer.MAX_VALUE)))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot compare trainings: the result of stage "
                        + stage.fingerprint()
                        + " is missing"));
  }

  private Crew.Ending work(
      Sweep sweep, String folder, Store store, Slots room, Agenda agenda, Progress progress) {
    PrintWriter out = spec.commandLine().getOut();
    Display.Mode mode = System.console() == null ? Display.Mode.PLAIN : Display.Mode.TERMINAL;
    String data =
        sweep.dataFolder() == null ? null : sweep.dataFolder().toAbsolutePath().toString();
    Order.Common common =
        new Order.Common(
            sweep.name(), folder, data, checkpointEpochs, Math.round(checkpointMinutes * 60));
    Crew.Rules rules =
        new Crew.Rules(3, 2, Duration.ofSeconds(1), Duration.ofMillis((long) (watchdog * 60_000)));
    Names names = Names.of(sweep.plan().trials());
    Function<Agenda.Item, String> named = names::of;
    try (JavaSparkContext spark =
            Session.start(sweep.name(), master, room, settings, folder + "/_spark-events");
        Display display = Display.of(progress, out, mode);
        Stop stop = Stop.heard(() -> stopped(display, out))) {
      Recycling recycling =
          recycle == null ? Recycling.standard(spark) : Recycling.after(recycle, spark);
      Crew crew =
          new Crew(
              spark,
              work,
              store,
              spark.isLocal() || slots != null ? room::count : () -> Slots.of(spark),
              rules,
              recycling::ended);
      Crew.Ending ending = crew.run(agenda, common, named, progress);
      if (ending == Crew.Ending.STOPPED) {
        stop.tell();
      }
      return ending;
    }
  }

  private static void stopped(Display display, PrintWriter out) {
    display.close();
    out.println("Stopped. What is done is kept; the same command goes on with the rest.");
    out.flush();
  }
}
