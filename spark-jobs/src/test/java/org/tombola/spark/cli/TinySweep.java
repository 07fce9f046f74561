package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.tombola.spark.Tombola;
import org.tombola.spark.cluster.Rows;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;

/**
 * Four trials that train for real in a second or two each, and what a run leaves of them.
 *
 * @param folder the sweep file and the tables of every run lie in
 */
record TinySweep(Path folder) {
  static final int TRIALS = 4;

  /** Read once: who waits for a trial asks many times a second. */
  private static final Configuration CONF = new Configuration();

  private static final String TEXT =
      """
      name: tiny
      question: Is a run always the same run?
      evaluate: [{pgd: {steps: 3}}]
      base:
        data: {shapes: {train: 300, test: 60}}
        split: {train: 200, validation: 60, test: 60}
        augment: none
        network: {small-cnn: {width: 4}}
        recipe: {pgd-at: {steps: 2}}
        schedule: step
        epochs: EPOCHS
        batch: 50
        monitor: {attack: {pgd: {steps: 2}}, train: 60, validation: 60, test: 60}
      grid:
        ticket: [dense, {random: {sparsity: 0.9}}]
        seed: SEEDS
      """;

  /** What two runs of one trial may differ in. */
  private static final Set<String> OF_THE_RUN =
      Set.of(
          "started_at",
          "finished_at",
          "host",
          "seconds",
          "before_seconds",
          "train_seconds",
          "train_cpu_seconds",
          "passes_per_cpu_second",
          "before_cpu_seconds",
          "measure_seconds");

  /** The sweep file, asking for these seeds. */
  String file(String seeds) {
    return file(seeds, 2);
  }

  String file(String seeds, int epochs) {
    try {
      return Files.writeString(
              folder.resolve("tiny-" + epochs + ".yaml"),
              TEXT.replace("SEEDS", seeds).replace("EPOCHS", Integer.toString(epochs)))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every row of a table under the settings that tell trials apart, not their ids. */
  List<String> byTicketAndSeed(String run, Table<?> table) {
    Map<String, String> names = new HashMap<>();
    tables(run)
        .read(Tables.TRIALS)
        .forEach(
            row ->
                names.put(
                    row.text("trial_id").orElseThrow(),
                    row.text("ticket").orElseThrow() + row.whole("seed").orElseThrow()));
    return Rows.of(table, tables(run), OF_THE_RUN).stream()
        .map(
            row -> {
              String found = row;
              for (Map.Entry<String, String> name : names.entrySet()) {
                found = found.replace(name.getKey(), name.getValue());
              }
              return found;
            })
        .sorted()
        .toList();
  }

  Path out(String run) {
    return folder.resolve(run);
  }

  Store tables(String run) {
    return Store.at(out(run).toString(), CONF);
  }

  int done(String run) {
    return tables(run).read(Tables.TRIALS).size();
  }

  /** Runs the command in this process and returns what it printed. */
  String run(String file, String run, int slots) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] command = {
      "run", file, "--out", out(run).toString(), "--slots", Integer.toString(slots)
    };
    int code =
        TombolaCommand.execute(command, new PrintWriter(out, true), new PrintWriter(err, true));
    assertThat(code).as(out + "\n" + err).isZero();
    return out.toString();
  }

  /** Starts the same command, one trial at a time, in a process of its own. */
  Process start(String file, String run) throws IOException {
    return start(run, "run", file, "--out", out(run).toString());
  }

  /** Starts a command on a run's store, one stage at a time, in a process of its own. */
  Process start(String run, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            argument ->
                argument.matches(
                    "--add-.*|-XX:([+]Ignore|[+]UseSerial|Tiered).*|-D(jdk|io[.]netty)[.].*"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Tombola.class.getName());
    command.addAll(List.of(words));
    command.addAll(List.of("--slots", "1"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(run + ".txt").toFile())
        .start();
  }

  String printed(String run) {
    try {
      return Files.readString(folder.resolve(run + ".txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every row of every table, without what two runs of one trial may differ in. */
  List<String> rows(String run) {
    return Rows.of(tables(run), OF_THE_RUN);
  }

  /** What readers of the tables see: files that do not begin with a mark readers pass over. */
  List<String> files(String run) throws IOException {
    try (Stream<Path> files = Files.walk(out(run))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> out(run).relativize(file).toString())
          .filter(name -> !name.matches("(.*/)?[_.].*") && !name.endsWith(".log"))
          .sorted()
          .toList();
    }
  }
}
