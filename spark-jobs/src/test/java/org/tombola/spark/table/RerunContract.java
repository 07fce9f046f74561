package org.tombola.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Rehearsal;
import org.tombola.spark.cluster.Rows;
import org.tombola.spark.cluster.Tiny;
import org.tombola.spark.crew.Work;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;

/** A run that died is finished by the same command, which needs no more than the store's URI. */
abstract class RerunContract extends ResumeContract {
  private static final int EPOCHS = 3;
  private static final int TRIALS = 2;

  /** The epochs trained since they were last counted. */
  private static final AtomicInteger TRAINED = new AtomicInteger();

  /** When Spark dies: after so many epochs. */
  private static volatile int last;

  /** Of the run that nothing happened to; it is the same for all file systems. */
  private static List<String> undisturbed = List.of();

  @TempDir Path here;

  /** Counts the epochs, the last of which takes Spark down. */
  private record Doomed(Surroundings.Watcher watcher) implements Surroundings.Watcher {
    @Override
    public void epoch(EpochRecord record) {
      watcher.epoch(record);
      if (TRAINED.incrementAndGet() == last) {
        JavaSparkContext.fromSparkContext(org.apache.spark.SparkContext.getOrCreate()).stop();
        throw new IllegalStateException("Spark is gone");
      }
    }

    @Override
    public void stepped() {
      watcher.stepped();
    }
  }

  private static StageResult work(Stage stage, Surroundings given) {
    return StageRunner.run(
        stage,
        new Surroundings(
            given.data(), given.artifacts(), given.checkpoints(), new Doomed(given.watcher())));
  }

  @Test
  void aRunThatDiedIsFinishedByTheSameCommandWithTheRowsOfALocalOne() {
    String file =
        Tiny.file(here, EPOCHS, "ticket: [dense, {random: {sparsity: 0.9}}]", "seed: [1]")
            .toString();
    Work work = RerunContract::work;
    last = 0;
    if (undisturbed.isEmpty()) {
      String local = here.resolve("undisturbed").toString();
      assertThat(Rehearsal.call(work, run(file, local))).endsWith("exit code 0");
      undisturbed = Rows.of(Store.at(local, new Configuration()));
    }
    // one opened before would have kept its settings: those of the command must do
    closeAll();
    String[] command = run(file, store.folder().toString());
    last = EPOCHS + 2;
    TRAINED.set(0);
    assertThat(Rehearsal.call(work, command))
        .contains("2 trials, 0 done already, 2 to run; store in " + store.folder())
        .contains("Stopped. What is done is kept; the same command goes on with the rest.")
        .endsWith("exit code 1");
    assertThat(TRAINED).hasValue(EPOCHS + 2);
    assertThat(told("status")).contains("No run works on " + store.folder() + " now.");

    last = 0;
    TRAINED.set(0);
    assertThat(Rehearsal.call(work, command)).contains("random").endsWith("exit code 0");
    assertThat(TRAINED).as("epochs that were left").hasValue(1);
    assertThat(Rows.of(store)).isEqualTo(undisturbed);

    assertThat(told("verify")).isEqualTo("verified 2 trials, 4 stages: no problem\nexit code 0");
    assertThat(told("status"))
        .isEqualTo(
            "No run works on %s now.\nTrials in the store: 2 completed; 4 stages\nexit code 0"
                .formatted(store.folder()));
    assertThat(told("gap")).contains("| dense ", "| random ").endsWith("exit code 0");
    assertThat(told("compact")).contains("trials merged: " + TRIALS).endsWith("exit code 0");
    assertThat(Rows.of(store)).isEqualTo(undisturbed);
    assertThat(Rehearsal.call(work, command))
        .contains("2 trials, 2 done already, 0 to run")
        .endsWith("exit code 0");
  }

  private static void closeAll() {
    try {
      FileSystem.closeAll();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String[] run(String file, String out) {
    return settings("run", file, "--out", out, "--slots", "1", "--checkpoint-epochs", "1");
  }

  private String told(String command) {
    return Rehearsal.call(settings(command, store.folder().toString()));
  }

  private String[] settings(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    settings()
        .forEach(
            (key, value) -> all.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
    return all.toArray(String[]::new);
  }
}
