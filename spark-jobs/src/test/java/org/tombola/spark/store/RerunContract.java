package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.cli.Rehearsal;
import org.tombola.spark.cluster.Rows;
import org.tombola.spark.cluster.Tiny;
import org.tombola.spark.dispatch.Heartbeat;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;

/** A run that died is finished by the same command, which needs no more than the store's URI. */
abstract class RerunContract extends ResumeContract {
  private static final int EPOCHS = 3;

  /** The epochs trained since they were last counted. */
  private static final AtomicInteger TRAINED = new AtomicInteger();

  /** When Spark dies: after so many epochs. */
  private static volatile int last;

  /** What is looked at then, and what it said. */
  private static volatile Supplier<String> look = () -> "";

  private static volatile String said = "";

  /**
   * Done once Spark is gone: the command may end before, and no other session can start till then.
   */
  private static volatile CompletableFuture<Void> gone = CompletableFuture.completedFuture(null);

  /** Of the run that nothing happened to; it is the same for all file systems. */
  private static List<String> undisturbed = List.of();

  @TempDir Path here;

  /** The work of the runs: real, with Spark taken down after the last epoch it may train. */
  private static StageResult work(Stage stage, Surroundings given) {
    Surroundings.Watcher watcher =
        new Surroundings.Watcher() {
          @Override
          public void epoch(EpochRecord record) {
            given.watcher().epoch(record);
            if (TRAINED.incrementAndGet() == last) {
              said = look.get();
              gone = CompletableFuture.runAsync(() -> SparkContext.getOrCreate().stop());
              gone.join();
              throw new IllegalStateException("Spark is gone");
            }
          }
        };
    return StageRunner.run(
        stage, new Surroundings(given.data(), given.artifacts(), given.checkpoints(), watcher));
  }

  @Test
  void aRunThatDiedIsFinishedByTheSameCommandWithTheRowsOfALocalOne() throws IOException {
    String file =
        Tiny.file(here, EPOCHS, "ticket: [dense, {random: {sparsity: 0.9}}]", "seed: [1]")
            .toString();
    if (undisturbed.isEmpty()) {
      String local = here.resolve("undisturbed").toString();
      assertThat(Rehearsal.call(run(file, local))).endsWith("exit code 0");
      undisturbed = Rows.of(Store.at(local, new Configuration()));
    }
    // one opened before would have kept its settings: those of the command must do
    FileSystem.closeAll();
    String[] command = run(file, store.folder().toString());
    look = () -> told("status");
    assertThat(until(EPOCHS + 2, command))
        .contains("2 trials, 0 done already, 2 to run; store in " + store.folder())
        .contains("Stopped. Finished work is kept; run the same command to continue.")
        .endsWith("exit code 1");
    assertThat(TRAINED).hasValue(EPOCHS + 2);
    assertThat(said)
        .startsWith(store.folder() + " is in use by ")
        .containsPattern("\\| train +\\| epoch 2/3, robust accuracy [0-9.]+ % +\\| driver on ")
        .endsWith("exit code 0");
    leave();
    assertThat(told("verify"))
        .contains("ab.writing: was never finished; tombola compact ")
        .endsWith("1 problem\nexit code 1");
    // nobody runs it any more
    assertThat(told("status")).contains("No run is working on").doesNotContain("forgotten");

    assertThat(until(0, command)).contains("| random ").endsWith("exit code 0");
    assertThat(TRAINED).as("epochs that were left").hasValue(1);
    assertThat(Rows.of(store)).isEqualTo(undisturbed);
    assertThat(names().stream().filter(name -> name.startsWith("_spark-events/")).toList())
        .matches(logs -> logs.isEmpty() == objects(), "on an object store there are none");
    assertThat(told("verify")).isEqualTo("verified 2 trials, 4 stages: no problem\nexit code 0");
    assertThat(told("status"))
        .isEqualTo(
            "No run is working on %s now.\nTrials in the store: 2 completed; 4 stages\nexit code 0"
                .formatted(store.folder()));
    assertThat(told("gap")).contains("| dense ", "| random ").endsWith("exit code 0");
    assertThat(told("compact")).contains("trials merged: 2").endsWith("exit code 0");
    assertThat(Rows.of(store)).isEqualTo(undisturbed);
    assertThat(Rehearsal.call(command))
        .contains("2 trials, 2 done already, 0 to run")
        .endsWith("exit code 0");
  }

  private static String until(int epochs, String... command) {
    last = epochs;
    TRAINED.set(0);
    String told = Rehearsal.call(RerunContract::work, command);
    gone.join();
    return told;
  }

  /** What a process may leave that is killed at once: part of a file, and a sign of life. */
  private void leave() throws IOException {
    put(stageFile("_" + STAGE + ".zip.ab.writing"), new byte[7]);
    new Heartbeat(STAGE, "train", "forgotten", 1, 1, 3, 0.5, 9, 0, "", "", "far", "0", "", 0, 0)
        .leave(store.folder().toString(), store.conf());
  }

  private boolean objects() {
    try {
      return files().objects(store.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String[] run(String file, String out) {
    return with("run", file, "--out", out, "--slots", "1", "--checkpoint-epochs", "1");
  }

  private String told(String command) {
    return Rehearsal.call(with(command, store.folder().toString()));
  }

  private String[] with(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    settings()
        .forEach(
            (key, value) -> all.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
    return all.toArray(String[]::new);
  }
}
