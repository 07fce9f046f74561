package org.tombola.spark.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.tombola.method.Refused;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.claim.Holder;
import org.tombola.spark.dispatch.Heartbeat;
import org.tombola.spark.dispatch.Progress;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Tells how far a sweep is, from any machine that reads the store. */
@Command(
    name = "status",
    description = "Shows the progress of a sweep, from any machine that can read its store.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    Store store = folder.begun();
    if (!store.exists()) {
      throw new Refused("Cannot show the status: there is no folder " + store.folder());
    }
    PrintWriter out = spec.commandLine().getOut();
    Instant now = Instant.now();
    Optional<Holder> driver = Claim.of(store);
    out.println(
        driver
            .map(holder -> driver(store, holder))
            .orElse("No run is working on " + store.folder() + " now."));
    out.println(trials(store));
    List<Heartbeat> beats =
        Heartbeat.all(store.folder().toString(), store.conf()).stream()
            .sorted(Comparator.comparing(Heartbeat::started))
            .toList();
    // without a driver, what a stage leaves is not taken up
    if (!beats.isEmpty() && driver.isPresent() && !gone(driver.get())) {
      out.println(running(beats, now));
    }
    out.flush();
    return 0;
  }

  private static String driver(Store store, Holder holder) {
    if (gone(holder)) {
      return "The run of "
          + holder
          + " has died; its finished work is kept. Run the same command to continue.";
    }
    if (!holder.alive()) {
      return "The run of "
          + holder.name()
          + ", has sent no heartbeat for "
          + words(holder.silence())
          + "; if it is dead, its finished work is kept. Run the same command to continue.";
    }
    String line = Progress.line(holder.status());
    return store.folder() + " is in use by " + holder + (line.isEmpty() ? "" : "\n" + line);
  }

  /** Whether its own machine, which is this one, says that it does not run. */
  private static boolean gone(Holder holder) {
    return holder.near() && !holder.runs();
  }

  private static String trials(Store store) {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (StoredRow row : store.read(Tables.TRIALS, "outcome")) {
      outcomes.merge(row.outcome(), 1, Integer::sum);
    }
    if (outcomes.isEmpty()) {
      return "No trial is finished yet.";
    }
    StringBuilder text = new StringBuilder("Trials in the store:");
    outcomes.forEach(
        (outcome, count) -> text.append(' ').append(count).append(' ').append(outcome).append(','));
    return text.substring(0, text.length() - 1)
        + "; "
        + store.stages().finished().size()
        + " stages";
  }

  private static String running(List<Heartbeat> beats, Instant now) {
    Column[] columns = {
      left("stage"),
      left("kind"),
      left("progress"),
      left("executor"),
      left("gpu"),
      right("attempt"),
      right("runtime"),
      right("heartbeat")
    };
    Object[][] cells =
        beats.stream()
            .map(
                beat ->
                    new Object[] {
                      beat.name(),
                      beat.kind(),
                      beat.words(),
                      beat.executor() + " on " + beat.host(),
                      beat.gpu(),
                      beat.attempt(),
                      ago(beat.started(), now),
                      ago(beat.beat(), now) + " ago"
                    })
            .toArray(Object[][]::new);
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, columns, cells);
  }

  private static Column left(String header) {
    return new Column().header(header).dataAlign(HorizontalAlign.LEFT);
  }

  private static Column right(String header) {
    return new Column().header(header);
  }

  private static String ago(long millis, Instant now) {
    return words(Duration.between(Instant.ofEpochMilli(millis), now));
  }

  private static String words(Duration gone) {
    return gone.compareTo(Duration.ofMinutes(2)) < 0
        ? Math.max(0, gone.toSeconds()) + " s"
        : String.format(Locale.ROOT, "%d min", gone.toMinutes());
  }
}
