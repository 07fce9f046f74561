package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tombola.spark.cli.JobCount.JOBS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.network.Engine;
import org.tombola.spark.Made;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.schema.TrialRow;
import org.tombola.spark.store.SavedSweep;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.SweepFile;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Checkpoints;
import org.tombola.trial.Surroundings;

/** Whole runs with real training: the same trial gives the same rows, however it comes to run. */
class RunTest {
  @TempDir static Path folder;
  private static TinySweep sweep;

  @BeforeAll
  static void runUndisturbed() {
    JobCount.begin();
    sweep = new TinySweep(folder);
    sweep.run(sweep.file("[1, 2]"), "undisturbed", 1);
    assertThat(sweep.done("undisturbed")).isEqualTo(TinySweep.TRIALS);
    assertThat(JOBS).as("train, evaluate, commit").hasValue(3 * TinySweep.TRIALS);
  }

  @AfterAll
  static void forget() {
    JobCount.end();
  }

  @Test
  void aTrialAloneGivesTheRowsItGivesInTheSweep() throws Exception {
    for (PlannedTrial trial : SweepFile.read(Path.of(sweep.file("[1, 2]"))).plan().trials()) {
      sweep
          .tables("alone")
          .write(
              new TrialRow(
                  "tiny",
                  trial.json(),
                  Made.run(
                      trial.spec(),
                      new Surroundings(
                          Engine.choose(Engine.AUTO).engine(),
                          null,
                          Artifacts.inMemory(),
                          Checkpoints.NEVER,
                          Surroundings.Watcher.NOBODY))));
    }
    assertThat(sweep.rows("alone")).containsExactlyElementsOf(sweep.rows("undisturbed"));
  }

  @Test
  void theStoreKeepsTheSweepFileAndItsQuestion() throws Exception {
    Path file = Path.of(sweep.file("[1, 2]"));
    assertThat(SavedSweep.all(sweep.tables("undisturbed")))
        .containsExactly(
            new SavedSweep(
                "tiny", SweepFile.read(file).question(), "", Files.readString(file), ""));
  }

  @Test
  void twoSlotsGiveTheRowsOfOne() {
    sweep.run(sweep.file("[1, 2]"), "two", 2);
    assertThat(sweep.rows("two")).containsExactlyElementsOf(sweep.rows("undisturbed"));
  }

  @Test
  void theEngineAskedForComputesAndIsTold() {
    String out = sweep.out("vector").toString();
    assertThat(
            Rehearsal.call(
                "run", sweep.file("[1]", 1), "--out", out, "--slots", "2", "--engine", "vector"))
        .contains("engine vector: as set by --engine")
        .endsWith("exit code 0");
    assertThat(sweep.tables("vector").read(Tables.TRIALS))
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.text("engine")).contains("vector");
              assertThat(row.text("backend").orElseThrow()).startsWith("vectors of ");
              assertThat(row.text("outcome")).contains("completed");
              assertThat(row.real("train_cpu_seconds").orElseThrow()).isPositive();
            });
  }

  @Test
  void anAddedSeedRunsOnlyItsTrialsAndAFinishedSweepNone() {
    sweep.run(sweep.file("[1]", 1), "grown", 1);
    JOBS.set(0);
    assertThat(sweep.run(sweep.file("[1, 2]", 1), "grown", 1))
        .contains("4 trials, 2 done already, 2 to run");
    assertThat(JOBS).hasValue(3 * 2);
    List<String> rows = sweep.rows("grown");
    JOBS.set(0);
    assertThat(sweep.run(sweep.file("[1, 2]", 1), "grown", 1))
        .contains("4 trials, 4 done already, 0 to run");
    assertThat(JOBS).hasValue(0);
    assertThat(sweep.rows("grown")).isEqualTo(rows);
  }

  @Test
  void aKilledRunGoesOnToTheTablesOfAnUndisturbedOne() throws Exception {
    Process process = sweep.start(sweep.file("[1, 2]"), "killed");
    waitForFirstTrial(process, "killed");
    process.destroyForcibly();
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    int before = sweep.done("killed");
    assertThat(before).isBetween(1, TinySweep.TRIALS - 1);
    assertThat(sweep.run(sweep.file("[1, 2]"), "killed", 1))
        .contains("4 trials, " + before + " done already, ");
    assertThat(sweep.rows("killed")).containsExactlyElementsOf(sweep.rows("undisturbed"));
    assertThat(sweep.files("killed")).isEqualTo(sweep.files("undisturbed"));
  }

  @Test
  void aTerminatedRunFailsNoTrialAndSaysHowToGoOn() throws Exception {
    Process process = sweep.start(sweep.file("[1, 2]"), "terminated");
    waitForFirstTrial(process, "terminated");
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    assertThat(sweep.printed("terminated").strip().lines().toList())
        .last()
        .isEqualTo("Stopped. Finished work is kept; run the same command to continue.");
    assertThat(sweep.tables("terminated").read(Tables.TRIALS))
        .hasSizeBetween(1, TinySweep.TRIALS - 1)
        .allSatisfy(row -> assertThat(row.text("outcome")).contains("completed"));
  }

  private static void waitForFirstTrial(Process process, String run) throws InterruptedException {
    Instant until = Instant.now().plus(Duration.ofMinutes(2));
    while (sweep.done(run) == 0) {
      assertThat(process.isAlive()).as(sweep.printed(run)).isTrue();
      assertThat(Instant.now()).isBefore(until);
      Thread.sleep(20);
    }
  }
}
