package org.tombola.spark.cli;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.report.Report;
import org.tombola.spark.store.Store;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the answer of a sweep as a page. */
@Command(
    name = "report",
    description = {
      "Writes a page with a sweep's answer, gap table and plots, during or after the run.",
      "The page is one file; it needs no network."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Path or URI of the page; default: DIR/report.html.")
  private @Nullable String to;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    Store store = folder.begun();
    String file = to;
    Path place =
        file == null ? new Path(store.folder(), "report.html") : new Path(Folders.uri(file));
    byte[] page = Report.html(store, folder.spark()).getBytes(StandardCharsets.UTF_8);
    store.keep(place, page);
    spec.commandLine().getOut().println("Report in " + place);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
