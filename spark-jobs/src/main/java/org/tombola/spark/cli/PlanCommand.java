package org.tombola.spark.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.schema.Settings;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.Sweep;
import org.tombola.sweeps.SweepFile;
import org.tombola.sweeps.SweepProblems;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a sweep's trials, and what they cost, without running any. */
@Command(
    name = "plan",
    description = {
      "Lists the trials of a sweep without running any.",
      "Shows their total work, what sharing saves, what is done, and the estimated time left."
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The sweep file.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder or URI of the store; default: out/NAME of the sweep.")
  private @Nullable String out;

  @Option(
      names = "--full",
      description =
          "Also lists the settings that all trials share, so that every setting is shown.")
  private boolean full;

  @CommandLine.Mixin private SparkSettings spark = new SparkSettings();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() throws SweepProblems {
    Sweep sweep = SweepFile.read(file);
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf("%s: %s%n%n", sweep.name(), sweep.question().strip());
    List<PlannedTrial> trials = sweep.plan().trials();
    List<Map<String, String>> settings =
        trials.stream().map(trial -> Settings.of(trial.json()).flat()).toList();
    List<String> varying = Specs.varying(settings);
    List<Column> columns = new ArrayList<>();
    columns.add(new Column().header("trial").dataAlign(HorizontalAlign.LEFT));
    columns.add(new Column().header("ticket").dataAlign(HorizontalAlign.LEFT));
    varying.forEach(path -> columns.add(new Column().header(Specs.brief(path))));
    Object[][] cells = new Object[trials.size()][];
    for (int i = 0; i < cells.length; i++) {
      List<Object> row = new ArrayList<>();
      row.add(trials.get(i).id());
      row.add(String.valueOf(Settings.of(trials.get(i).json()).method("ticket")));
      Map<String, String> values = settings.get(i);
      varying.forEach(path -> row.add(Specs.shown(path, values.getOrDefault(path, ""))));
      cells[i] = row.toArray();
    }
    terminal.println(
        AsciiTable.getTable(
            AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, columns.toArray(Column[]::new), cells));
    if (full) {
      same(settings, varying, terminal);
    }
    long epochs = trials.stream().mapToLong(trial -> trial.spec().training().epochs()).sum();
    terminal.printf(
        "%d trials, %d epochs; %d duplicates removed%n",
        trials.size(), epochs, sweep.plan().repeated());
    String folder = out == null ? "out/" + sweep.name() : out;
    Store store = Folders.store(folder, spark.hadoop());
    Folders.tell(store, spec.commandLine().getErr());
    terminal.println(PlanReport.of(sweep, store));
    terminal.flush();
    return 0;
  }

  /**
   * Every setting of the tickets, and of the others those that the table does not have: a ticket's
   * are its own.
   */
  private static void same(
      List<Map<String, String>> settings, List<String> varying, PrintWriter terminal) {
    Set<String> lines = new TreeSet<>();
    for (Map<String, String> trial : settings) {
      String ticket = trial.getOrDefault(Specs.TICKET, "");
      trial.forEach(
          (path, value) -> {
            if (!path.equals(Specs.TICKET) && !varying.contains(path)) {
              String whose = path.startsWith(Specs.TICKET + ".") ? " (" + ticket + ")" : "";
              lines.add("  " + path + whose + ": " + Specs.shown(path, value));
            }
          });
    }
    terminal.println("the same in all trials:");
    lines.forEach(terminal::println);
    terminal.println();
  }
}
