package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.tombola.spark.files.StageFiles;
import org.tombola.trial.Bundle;

/** Results and checkpoints of stages. */
public abstract class StageContract extends CommitContract {
  @Test
  void theFirstResultOfAStageStays() throws IOException {
    StageFiles stages = store.stages();
    assertThat(stages.find(STAGE, MOST)).isEmpty();
    stages.keep(STAGE, bundle(1));
    stages.keep(STAGE, bundle(2));
    assertThat(stages.find(STAGE, MOST).orElseThrow().floats("a")).isEqualTo(bundle(1).floats("a"));
    assertThat(stages.describe(STAGE)).contains("{\"value\":1}");
    assertThat(stages.finished()).containsExactly(STAGE);
    assertThat(names()).containsExactly("_stages/" + STAGE + ".zip");
  }

  @Test
  void aDamagedResultIsMovedAsideAndMadeAgain() throws IOException {
    StageFiles stages = store.stages();
    stages.keep(STAGE, bundle(1));
    damage(stages.place(STAGE));
    assertThat(stages.find(STAGE, MOST)).isEmpty();
    assertThat(stages.finished()).isEmpty();
    assertThat(names()).containsExactly("_stages/" + STAGE + ".zip.damaged");
    stages.keep(STAGE, bundle(2));
    assertThat(stages.find(STAGE, MOST).orElseThrow().floats("a")).isEqualTo(bundle(2).floats("a"));
  }

  @Test
  void whoeverOnlyLooksLeavesADamagedResultWhereItIs() throws IOException {
    store.stages().keep(STAGE, bundle(1));
    assertThat(store.stages().untouched().describe(STAGE)).contains("{\"value\":1}");
    put(store.stages().place(STAGE), new byte[] {1, 2, 3});
    assertThat(store.stages().untouched().describe(STAGE)).isEmpty();
    assertThat(store.stages().untouched().find(STAGE, MOST)).isEmpty();
    assertThat(names()).containsExactly("_stages/" + STAGE + ".zip");
  }

  @Test
  void aCheckpointItsReaderCannotUseFallsBackToTheOneBefore() {
    StageFiles stages = store.stages();
    stages.save(STAGE, 1, bundle(1));
    stages.save(STAGE, 2, new Bundle("{}"));
    assertThat(stages.checkpoint(STAGE, 9, MOST, bundle -> bundle.floats("a")))
        .get()
        .isEqualTo(bundle(1).floats("a"));
  }

  @Test
  void theNewestTwoCheckpointsAreKept() throws IOException {
    StageFiles stages = store.stages();
    for (int epoch = 8; epoch <= 11; epoch++) {
      stages.save(STAGE, epoch, bundle(epoch));
    }
    assertThat(names())
        .containsExactly(
            "_stages/" + STAGE + ".checkpoints/10.zip", "_stages/" + STAGE + ".checkpoints/11.zip");
    assertThat(stages.checkpoint(STAGE, 99, MOST, Bundle::json).orElseThrow())
        .isEqualTo("{\"value\":11}");
    assertThat(stages.checkpoint(STAGE, 10, MOST, Bundle::json).orElseThrow())
        .isEqualTo("{\"value\":10}");
    assertThat(stages.checkpoint(STAGE, 9, MOST, Bundle::json)).isEmpty();
    stages.prune(STAGE);
    assertThat(stages.checkpoint(STAGE, 99, MOST, Bundle::json)).isEmpty();
    assertThat(names()).isEmpty();
  }

  @Test
  void aDamagedCheckpointFallsBackToTheOneBefore() throws IOException {
    StageFiles stages = store.stages();
    stages.save(STAGE, 1, bundle(1));
    stages.save(STAGE, 2, bundle(2));
    Path newest = stageFile(STAGE + ".checkpoints/2.zip");
    damage(newest);
    assertThat(stages.checkpoint(STAGE, 9, MOST, Bundle::json).orElseThrow())
        .isEqualTo("{\"value\":1}");
    byte[] cut = Arrays.copyOf(bytes(newest), 60);
    put(newest, cut);
    assertThat(stages.checkpoint(STAGE, 9, MOST, Bundle::json).orElseThrow())
        .isEqualTo("{\"value\":1}");
  }
}
