package org.tombola.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkContext$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TombolaTest {
  private static final String SWEEP =
      """
      name: made
      question: Does it plan?
      evaluate: [pgd]
      base:
        data: shapes
        augment: none
        network: small-cnn
        recipe: pgd-at
        schedule: step
        epochs: 2
        batch: 10
      grid:
        ticket: [dense, random]
        ticket.sparsity: [0.8, 0.9]
        seed: [1, 2]
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int tombola(String... args) {
    return Tombola.execute(args, new PrintWriter(out), new PrintWriter(err));
  }

  private String sweep(String text) throws IOException {
    return Files.writeString(folder.resolve("made.yaml"), text).toString();
  }

  @Test
  void planListsEachTrialOnce() throws IOException {
    assertThat(tombola("plan", sweep(SWEEP))).isZero();
    assertThat(out.toString())
        .contains("made: Does it plan?")
        .contains("6 trials, 12 epochs; 2 written twice and run once");
  }

  @Test
  void fiveMistakesInASweepFileAreToldAtOnceAndNothingStarts() throws IOException {
    String file =
        sweep(
            SWEEP
                .replace("data: shapes", "data: shaps")
                .replace("epochs: 2", "epochs: 0")
                .replace("batch: 10", "batch: ten")
                .replace("schedule: step", "schedule: step\n  monitr: {}")
                .replace("[0.8, 0.9]", "[0.8, 1.9]"));
    Path tables = folder.resolve("out");
    assertThat(tombola("run", file, "--out", tables.toString())).isEqualTo(2);
    assertThat(err.toString().strip().lines())
        .hasSize(5)
        .anyMatch(line -> line.contains("shaps") && line.contains("shapes"))
        .anyMatch(line -> line.contains("epochs"))
        .anyMatch(line -> line.contains("ten"))
        .anyMatch(line -> line.contains("monitr") && line.contains("monitor"))
        .anyMatch(line -> line.contains("1.9"))
        .allMatch(line -> line.matches(".*made[.]yaml:[0-9]+: .*"));
    assertThat(tables).doesNotExist();
    assertThat(SparkContext$.MODULE$.getActive().isEmpty()).as("no session").isTrue();
  }

  @Test
  void threadsTheProcessWasNotStartedWithAreRefused() throws IOException {
    assertThat(tombola("run", sweep(SWEEP), "--threads", "7")).isEqualTo(2);
    assertThat(err.toString()).startsWith("Cannot run with 7 threads a stage: OMP_NUM_THREADS is ");
  }

  @Test
  void slotsBelowOneAreRefused() throws IOException {
    assertThat(tombola("run", sweep(SWEEP), "--slots", "0")).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("Cannot run: --slots is a number of at least 1, not 0");
  }

  @Test
  void tablesThatCannotBeWrittenAreRefused() throws IOException {
    String file = sweep(SWEEP);
    assertThat(tombola("run", file, "--out", file + "/tables")).isEqualTo(2);
    assertThat(err.toString()).startsWith("Cannot write tables to " + file + "/tables: ");
  }

  @Test
  void gapOfNothingIsRefused() {
    assertThat(tombola("gap", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("Cannot tell gaps: there is no folder " + folder.resolve("none"));
  }

  @Test
  void methodsListsParametersDefaultsAndCards() {
    assertThat(tombola("methods", "attack")).isZero();
    assertThat(out.toString())
        .contains("pgd", "epsilon", "8/255", "projected gradient descent on cross-entropy")
        .doesNotContain("flying-bird");
  }

  @Test
  void aMisspeltFamilyIsRefusedWithASuggestion() {
    assertThat(tombola("methods", "tickt")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("Cannot list the methods of \"tickt\"")
        .contains("did you mean ticket?");
  }

  @Test
  void anUnknownOptionIsRefused() {
    assertThat(tombola("gap", "--fast", "dir")).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("Cannot go on: unknown option: '--fast'; see tombola gap --help");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : new String[] {"run", "plan", "gap", "methods", "tables", "doctor"}) {
      assertThat(tombola(command, "--help")).isZero();
      assertThat(out.toString()).contains("Usage: tombola " + command);
    }
    assertThat(tombola("--version")).isZero();
    assertThat(out.toString()).containsPattern("tombola \\d+\\.\\d+\\.\\d+\\S* \\(\\S+\\)");
  }
}
