package org.tombola.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.crew.Crew;
import org.tombola.spark.crew.Display;
import org.tombola.spark.crew.Heartbeat;
import org.tombola.spark.crew.Orders;
import org.tombola.spark.crew.Progress;
import org.tombola.spark.crew.Report;
import org.tombola.spark.crew.Session;
import org.tombola.spark.crew.Slots;
import org.tombola.spark.crew.Stop;
import org.tombola.spark.crew.Training;
import org.tombola.spark.doctor.Doctor;
import org.tombola.spark.gap.GapReport;
import org.tombola.spark.table.Store;
import org.tombola.sweeps.PlannedTrial;
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
      "Trials the tables hold already are not run again, so the same command goes on after a stop."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The sweep file.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder or URI of the tables; out/NAME of the sweep unless given.")
  private @Nullable String out;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master, as spark://host:7077; this machine alone unless given.")
  private @Nullable String master;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Trials at once; processors / threads unless given.")
  private @Nullable Integer slots;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Native threads of each trial; ${DEFAULT-VALUE} unless given.")
  private int threads = 1;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A setting of Spark's; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() throws SweepProblems, IOException {
    Slots room = slots == null ? Slots.filling(threads) : new Slots(slots, threads);
    int started = Slots.nativeThreads();
    if (Session.alone(master) && started != threads) {
      throw new IllegalArgumentException(
          "Cannot run with "
              + threads
              + " threads a trial: OMP_NUM_THREADS is "
              + (started == 0 ? "not set" : started)
              + "; start through deploy/tombola, which sets it");
    }
    Sweep sweep = SweepFile.read(file);
    String folder = Folders.uri(out == null ? "out/" + sweep.name() : out);
    Store tables = Store.at(folder, new Configuration());
    Folders.writable(tables);
    Folders.local(folder).ifPresent(local -> Logs.into(local.resolve("tombola.log")));
    return run(sweep, folder, tables, room);
  }

  private int run(Sweep sweep, String folder, Store tables, Slots room) {
    PrintWriter terminal = spec.commandLine().getOut();
    List<PlannedTrial> plan = sweep.plan().trials();
    List<PlannedTrial> left = Crew.left(plan, tables);
    int before = plan.size() - left.size();
    terminal.printf(
        "%s: %s%n%d trials, %d done already, %d to run, %d at once; tables in %s%n",
        sweep.name(),
        sweep.question().strip(),
        plan.size(),
        before,
        left.size(),
        Math.min(room.count(), left.size()),
        folder);
    terminal.flush();
    Set<Report.Ending> endings =
        left.isEmpty() ? Set.of() : train(sweep, folder, tables, room, left, before);
    if (endings.contains(Report.Ending.STOPPED)) {
      return 1;
    }
    terminal.println(GapReport.of(tables, GapReport.Rates.BEST).text());
    terminal.flush();
    return endings.contains(Report.Ending.FAILED) ? 1 : 0;
  }

  private Set<Report.Ending> train(
      Sweep sweep, String folder, Store tables, Slots room, List<PlannedTrial> left, int before) {
    Progress progress =
        new Progress(
            left,
            before,
            Instant.now(),
            Progress.names(sweep.plan().trials()),
            id -> Heartbeat.of(folder, id, tables.conf()));
    PrintWriter out = spec.commandLine().getOut();
    Display.Mode mode = System.console() == null ? Display.Mode.PLAIN : Display.Mode.TERMINAL;
    String data =
        sweep.dataFolder() == null ? null : sweep.dataFolder().toAbsolutePath().toString();
    List<Report> reports;
    try (JavaSparkContext spark = fit(sweep, folder, room);
        Display display = Display.of(progress, out, mode);
        Stop stop = Stop.heard(() -> stopped(display, out))) {
      reports =
          new Crew(spark, new Training(), tables, room.count())
              .run(new Orders(sweep.name(), folder, data), left, progress);
      if (reports.stream().anyMatch(report -> report.ending() == Report.Ending.STOPPED)) {
        stop.tell();
      }
    }
    return reports.stream().map(Report::ending).collect(Collectors.toSet());
  }

  /** Spark, on executors that can do the work: nothing is spent on others. */
  private JavaSparkContext fit(Sweep sweep, String folder, Slots room) {
    JavaSparkContext spark =
        Session.start(sweep.name(), master, room, settings, folder + "/_spark-events");
    try {
      Doctor.check(spark).require();
      return spark;
    } catch (RuntimeException e) {
      spark.close();
      throw e;
    }
  }

  private static void stopped(Display display, PrintWriter out) {
    display.close();
    out.println("Stopped. What is done is kept; the same command goes on with the rest.");
    out.flush();
  }
}
