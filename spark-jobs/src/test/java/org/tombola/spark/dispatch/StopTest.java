package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.network.Engine;
import org.tombola.spark.Made;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.Surroundings;

class StopTest {
  private static final CountDownLatch WORKING = new CountDownLatch(1);
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  @TempDir Path folder;

  record EndlessWork() implements Work {
    @Override
    public StageResult run(Stage stage, Surroundings surroundings) {
      WORKING.countDown();
      try {
        NEVER.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      throw new AssertionError("never comes");
    }
  }

  @Test
  void aSparkStoppedMeanwhileLeavesNoTrialFailed() throws InterruptedException {
    Store tables = Store.at(folder.toString(), new Configuration());
    JavaSparkContext spark = Session.start("made", null, new Slots(1, 1), Map.of(), null);
    Thread stopping =
        new Thread(
            () -> {
              try {
                WORKING.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              spark.close();
            });
    stopping.start();
    List<PlannedTrial> trials =
        List.of(Made.planned(Made.DENSE, 0.1, 1), Made.planned(Made.DENSE, 0.1, 2));
    Agenda agenda = new Agenda(trials, Set.of(), null, id -> false, stage -> null);
    SweepDriver.Ending ending =
        new SweepDriver(
                spark, new EndlessWork(), tables, () -> 1, new SweepDriver.Rules(), executor -> {})
            .run(
                agenda,
                new Order.Common("made", folder.toString(), Engine.AUTO, null, 10, 300),
                item -> "name",
                SweepDriver.Watch.NOBODY);
    stopping.join();
    assertThat(ending).isEqualTo(SweepDriver.Ending.STOPPED);
    assertThat(tables.read(Tables.TRIALS)).isEmpty();
    assertThat(tables.stages().finished()).isEmpty();
  }

  @Test
  void aStopIsToldOnce() {
    StringBuilder told = new StringBuilder();
    try (Stop stop = Stop.heard(() -> told.append("stopped"))) {
      assertThat(told).isEmpty();
      stop.tell();
      stop.tell();
    }
    assertThat(told).hasToString("stopped");
  }
}
