package org.tombola.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.crew.Crew;
import org.tombola.spark.crew.Display;
import org.tombola.spark.crew.Heartbeat;
import org.tombola.spark.crew.Names;
import org.tombola.spark.crew.Order;
import org.tombola.spark.crew.Progress;
import org.tombola.spark.crew.Recycling;
import org.tombola.spark.crew.Session;
import org.tombola.spark.crew.Slots;
import org.tombola.spark.crew.Stop;
import org.tombola.spark.crew.Work;
import org.tombola.spark.doctor.Doctor;
import org.tombola.spark.gap.GapReport;
import org.tombola.spark.table.Claim;
import org.tombola.spark.table.Question;
import org.tombola.spark.table.Store;
import org.tombola.sweeps.Sweep;
import org.tombola.sweeps.SweepFile;
import org.tombola.sweeps.SweepProblems;
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
    int started = Slots.nativeThreads();
    if (Session.alone(options.master) && started != options.threads) {
      throw new IllegalArgumentException(
          "Cannot run with "
              + options.threads
              + " threads a stage: OMP_NUM_THREADS is "
              + (started == 0 ? "not set" : started)
              + "; start through deploy/tombola, which sets it");
    }
    Sweep sweep = SweepFile.read(file);
    String folder = Folders.uri(out == null ? "out/" + sweep.name() : out);
    Store store = Folders.store(folder, options.settings.hadoop());
    Folders.writable(store);
    Path log = log(store, sweep);
    Logs.into(log);
    PrintWriter terminal = spec.commandLine().getOut();
    if (Folders.local(store).isEmpty()) {
      terminal.println("log in " + log);
    }
    try (Claim claim =
        Claim.take(
            store,
            Claim.Purpose.RUN,
            why -> {
              terminal.println(why);
              terminal.flush();
            })) {
      store.recover();
      new Question(sweep.name(), sweep.question().strip(), Files.readString(file)).keep(store);
      return run(sweep, folder, store, claim);
    }
  }

  /**
   * Beside the tables; on this machine where they are elsewhere, since a log grows all the time.
   */
  private static Path log(Store store, Sweep sweep) {
    Path here = Path.of("").toAbsolutePath();
    Path near = Files.isWritable(here) ? here : Path.of(System.getProperty("java.io.tmpdir"));
    return Folders.local(store)
        .map(local -> local.resolve("tombola.log"))
        .orElse(near.resolve("tombola-" + sweep.name() + ".log"));
  }

  private int run(Sweep sweep, String folder, Store store, Claim claim) {
    PrintWriter terminal = spec.commandLine().getOut();
    Left left = Left.of(sweep, store, options.which());
    terminal.println(left.words(sweep, folder));
    terminal.flush();
    int failures = 0;
    if (left.trials() > 0) {
      if (options.maxGpuHours != null) {
        PlanReport.estimate(sweep, store, options.which()).allow(options.maxGpuHours);
      }
      Progress progress =
          new Progress(
              left.agenda()::counts,
              left.failedBefore(),
              Instant.now(),
              id -> Heartbeat.of(folder, id, store.conf()));
      if (work(sweep, folder, store, left, progress, claim) == Crew.Ending.STOPPED) {
        return 1;
      }
      if (claim.held()) {
        // a trial that was run again may still stand in a merged file too
        store.recover();
      }
      failures = progress.failures();
    }
    terminal.println(GapReport.of(store, GapReport.Rates.BEST).text());
    if (failures > 0) {
      terminal.println(failed(sweep, store));
    }
    terminal.flush();
    return failures + left.failedBefore() > 0 ? 1 : 0;
  }

  /** How to go on after failures; those that could not be written down are told apart. */
  private static String failed(Sweep sweep, Store store) {
    int unwritten = Left.of(sweep, store, Left.Which.UNFINISHED).trials();
    return (unwritten == 0
            ? ""
            : unwritten
                + " trials failed and could not be written down: the same command runs them again, once"
                + " what the log tells is mended."
                + System.lineSeparator())
        + "run --retry-failed runs the failed trials again.";
  }

  private Crew.Ending work(
      Sweep sweep, String folder, Store store, Left left, Progress progress, Claim claim) {
    PrintWriter out = spec.commandLine().getOut();
    Display.Mode mode = System.console() == null ? Display.Mode.PLAIN : Display.Mode.TERMINAL;
    String data =
        sweep.dataFolder() == null ? null : sweep.dataFolder().toAbsolutePath().toString();
    Order.Common common =
        new Order.Common(
            sweep.name(),
            folder,
            data,
            options.checkpointEpochs,
            Math.round(options.checkpointMinutes * 60));
    Slots room = options.room();
    try (JavaSparkContext spark = fit(sweep, folder, room);
        Display display = Display.of(progress, out, mode, () -> tell(claim, progress, spark));
        Stop stop = Stop.heard(() -> stopped(display, claim, out))) {
      Integer recycle = options.recycle;
      Recycling recycling =
          recycle == null ? Recycling.standard(spark) : Recycling.after(recycle, spark);
      Crew crew =
          new Crew(
              spark,
              work,
              store,
              spark.isLocal() || options.slots != null ? room::count : () -> Slots.of(spark),
              options.rules(),
              recycling::answered);
      Crew.Ending ending = crew.run(left.agenda(), common, Names.of(left.plan())::of, progress);
      if (ending == Crew.Ending.STOPPED) {
        stop.tell();
      }
      return ending;
    }
  }

  /** Spark, on executors that can do the work: nothing is spent on others. */
  private JavaSparkContext fit(Sweep sweep, String folder, Slots room) {
    JavaSparkContext spark =
        Session.start(
            sweep.name(), options.master, room, options.settings.all(), folder + "/_spark-events");
    try {
      Doctor.check(spark).require();
      return spark;
    } catch (RuntimeException e) {
      spark.close();
      throw e;
    }
  }

  /** Tells others how far it is; stops where the store has gone to another process meanwhile. */
  private static void tell(Claim claim, Progress progress, JavaSparkContext spark) {
    if (claim.held()) {
      claim.tell(progress.json(Instant.now()));
    } else {
      spark.close();
    }
  }

  private static void stopped(Display display, Claim claim, PrintWriter out) {
    display.close();
    out.println(
        claim.held()
            ? "Stopped. What is done is kept; the same command goes on with the rest."
            : "Stopped: another process has taken the store over, since nothing was heard of this one"
                + " for a minute. What is done is kept.");
    out.flush();
  }
}
