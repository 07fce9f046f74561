package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.claim.ClaimContract;
import org.tombola.spark.cluster.Tiny;
import org.tombola.sweeps.SweepFile;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Bundle;
import org.tombola.trial.Checkpoints;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;

/** A training that was cut short goes on, and ends as one that was not. */
abstract class ResumeContract extends ClaimContract {
  private static final int EPOCHS = 4;

  /** A result but for its times. */
  private static final RecursiveComparisonConfiguration TIMELESS =
      RecursiveComparisonConfiguration.builder()
          .withIgnoredFieldsMatchingRegexes("(.*\\.)?[a-zA-Z]*([sS]econds|At)")
          .build();

  @TempDir Path sweeps;

  /** Told how far a training is, which it ends in the middle of the epoch after one. */
  private static final class Fuse implements Surroundings.Watcher {
    private final int last;
    private final List<Integer> epochs = new ArrayList<>();

    private Fuse(int last) {
      this.last = last;
    }

    @Override
    public void epoch(EpochRecord record) {
      epochs.add(record.epoch());
    }

    @Override
    public void stepped() {
      if (epochs.contains(last)) {
        throw new IllegalStateException("cut short");
      }
    }
  }

  @Test
  void aTrainingCutShortGoesOnFromItsCheckpointToTheSameResult() throws Exception {
    Stage training = training();
    cutShort(training, 2);
    assertThat(names())
        .containsExactly(checkpoint(training, 1), checkpoint(training, 2))
        .doesNotContain("_stages/" + training.fingerprint() + ".zip");
    assertThat(goOn(training)).containsExactly(3, 4);
    assertThat(names()).containsExactly("_stages/" + training.fingerprint() + ".zip");
    isAsUndisturbed(training);
  }

  @Test
  void aTrainingWhoseNewestCheckpointIsDamagedGoesOnFromTheOneBefore() throws Exception {
    Stage training = training();
    cutShort(training, 2);
    damage(file(checkpoint(training, 2)));
    // twice: what is trained again replaces the damaged one, and is cut off in its turn
    cutShort(training, 3);
    cut(file(checkpoint(training, 3)));
    assertThat(goOn(training)).containsExactly(3, 4);
    isAsUndisturbed(training);
  }

  @Test
  void aTrainingWhoseCheckpointsAreAllDamagedBeginsAgain() throws Exception {
    Stage training = training();
    cutShort(training, 1);
    put(file(checkpoint(training, 1)), new byte[0]);
    assertThat(goOn(training)).containsExactly(1, 2, 3, 4);
    isAsUndisturbed(training);
  }

  /** A ticket whose mask moves: what is trained depends on more than the weights. */
  private Stage training() throws Exception {
    String ticket = "ticket: [{flying-bird: {sparsity: 0.8, interval: 2, late-interval: 2}}]";
    return Stage.of(
            SweepFile.read(Tiny.file(sweeps, EPOCHS, ticket, "seed: [1]"))
                .plan()
                .trials()
                .get(0)
                .spec())
        .get(0);
  }

  private void cutShort(Stage training, int last) {
    assertThatThrownBy(() -> run(training, store.stages(), new Fuse(last)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cut short");
  }

  /** Runs to the end; the epochs trained now. */
  private List<Integer> goOn(Stage training) {
    Fuse watching = new Fuse(0);
    run(training, store.stages(), watching);
    return watching.epochs;
  }

  private static void run(Stage training, Artifacts artifacts, Surroundings.Watcher watcher) {
    StageRunner.run(
        training,
        new Surroundings(null, artifacts, new Checkpoints(1, Duration.ofDays(1)), watcher));
  }

  private void isAsUndisturbed(Stage training) {
    Artifacts memory = Artifacts.inMemory();
    run(training, memory, Surroundings.Watcher.NOBODY);
    Bundle undisturbed = memory.find(training).orElseThrow();
    Bundle resumed = store.stages().find(training).orElseThrow();
    assertThat(resumed.arrays())
        .isNotEmpty()
        .usingRecursiveComparison()
        .isEqualTo(undisturbed.arrays());
    assertThat(StageResult.read(resumed.json()))
        .usingRecursiveComparison(TIMELESS)
        .isEqualTo(StageResult.read(undisturbed.json()));
  }

  private void cut(org.apache.hadoop.fs.Path file) throws IOException {
    byte[] whole = bytes(file);
    put(file, Arrays.copyOf(whole, whole.length / 2));
  }

  private static String checkpoint(Stage training, int epoch) {
    return "_stages/" + training.fingerprint() + ".checkpoints/" + epoch + ".zip";
  }

  private org.apache.hadoop.fs.Path file(String name) {
    return new org.apache.hadoop.fs.Path(store.folder(), name);
  }
}
