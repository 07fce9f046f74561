package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.method.Refused;
import org.tombola.network.Engine;
import org.tombola.spark.Made;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.trial.Science;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.Surroundings;
import org.tombola.trial.ThisHost;

class SweepDriverTest {
  private static JavaSparkContext spark;
  private static final AtomicInteger JOBS = new AtomicInteger();
  private static final AtomicInteger TRIED = new AtomicInteger();

  @TempDir Path folder;
  private Store tables;

  /** What the fake work does is told by the seed. */
  private static final long OUT_OF_MEMORY = 101;

  private static final long OUT_OF_MEMORY_ONCE = 102;
  private static final long BUG = 103;
  private static final long DIVERGES = 104;
  private static final long IMPOSSIBLE = 105;
  private static final long HANGS = 106;

  record FakeWork() implements Work {
    @Override
    public StageResult run(Stage stage, Surroundings surroundings) {
      long seed = ((Stage.OfTraining) stage).training().seed();
      if (stage.until() > 0) {
        int tried = TRIED.incrementAndGet();
        surroundings.watcher().epoch(Made.epoch(1, 500, 400));
        if (seed == OUT_OF_MEMORY || (seed == OUT_OF_MEMORY_ONCE && tried == 1)) {
          throw new OutOfMemoryError("Java heap space");
        }
        if (seed == BUG) {
          throw new IllegalStateException("Cannot invoke \"made.up()\"");
        }
        if (seed == IMPOSSIBLE) {
          throw new Refused("Cannot build: made up");
        }
        if (seed == HANGS) {
          hang();
        }
      }
      return Made.keep(stage, surroundings, seed == DIVERGES ? 7 : 0);
    }

    private static void hang() {
      while (true) {
        try {
          Thread.sleep(100_000);
        } catch (InterruptedException e) {
          // native code does not listen either
        }
      }
    }
  }

  @BeforeAll
  static void start() {
    spark = Session.start("made", null, new Slots(2, 1), Map.of(), null);
    spark
        .sc()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onJobStart(SparkListenerJobStart start) {
                JOBS.incrementAndGet();
              }
            });
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @BeforeEach
  void clear() {
    tables = Store.at(folder.toString(), new Configuration());
    heard();
    JOBS.set(0);
    TRIED.set(0);
  }

  @Test
  void eachStageAndEachCommitIsAJobOfItsOwn() {
    assertThat(run(trials(1, 2, 3))).isEqualTo(SweepDriver.Ending.DONE);
    assertThat(heard()).isEqualTo(9);
    assertThat(tables.read(Tables.TRIALS))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.text("outcome")).contains("completed"));
    assertThat(tables.read(Tables.EVALUATIONS)).hasSize(18);
  }

  @Test
  void aFinishedSweepStartsNoJob() {
    run(trials(1, 2));
    heard();
    JOBS.set(0);
    assertThat(run(trials(1, 2))).isEqualTo(SweepDriver.Ending.DONE);
    assertThat(heard()).isZero();
  }

  @Test
  void anAddedSeedRunsAlone() {
    run(trials(1, 2));
    run(trials(1, 2, 3));
    assertThat(TRIED).hasValue(3);
    assertThat(tables.read(Tables.TRIALS)).hasSize(3);
  }

  @Test
  void aFinishedStageIsNotRunAgainWhenItsTrialIsLost() throws IOException {
    run(trials(1));
    Files.delete(folder.resolve("trials/" + trials(1).get(0).id() + ".parquet"));
    heard();
    JOBS.set(0);
    run(trials(1));
    assertThat(TRIED).hasValue(1);
    assertThat(heard()).as("only the commit").isEqualTo(1);
    assertThat(tables.read(Tables.TRIALS)).hasSize(1);
  }

  @Test
  void aResultThatIsDamagedMeanwhileIsMadeAgain() throws IOException {
    run(trials(1));
    Files.delete(folder.resolve("trials/" + trials(1).get(0).id() + ".parquet"));
    String training = Stage.of(trials(1).get(0).spec()).get(0).fingerprint();
    // the listing still shows it
    Files.writeString(folder.resolve("_stages/" + training + ".zip"), "no zip");
    assertThat(run(trials(1))).isEqualTo(SweepDriver.Ending.DONE);
    assertThat(TRIED).as("trained twice").hasValue(2);
    assertThat(row(1).text("outcome")).contains("completed");
  }

  @Test
  void aTrialOfOtherScienceIsNotDone() {
    PlannedTrial trial = trials(1).get(0);
    tables.write(Made.row(Made.byScience(Made.record(trial.spec(), 1, 1, 1), Science.VERSION + 1)));
    assertThat(StoredOutcomes.in(tables).done()).isEmpty();
  }

  @Test
  void aBugStopsNoOtherTrialAndIsNotTriedTwice() {
    run(trials(BUG, 1));
    assertThat(TRIED).hasValue(2);
    StoredRow row = row(BUG);
    assertThat(row.text("failure_kind")).contains("internal");
    assertThat(row.text("failure_message"))
        .contains(
            "Cannot run the trial: an internal error of Tombola; see tombola.log, or the executor's"
                + " log if it ran on another machine");
    assertThat(row.text("failure_stage")).contains("train");
    assertThat(row.whole("failure_attempts")).hasValue(1);
    assertThat(row(1).text("outcome")).contains("completed");
    assertThat(StoredOutcomes.in(tables).failed()).containsExactly(trials(BUG).get(0).id());
  }

  @Test
  void whatCannotBeMadeIsTheUsersToMend() {
    run(trials(IMPOSSIBLE));
    assertThat(TRIED).hasValue(1);
    assertThat(row(IMPOSSIBLE).text("failure_kind")).contains("user");
    assertThat(row(IMPOSSIBLE).text("failure_message")).contains("Cannot build: made up");
  }

  @Test
  void lackOfMemoryIsTriedAgainAndRecordedAfterTheLastTry() {
    run(trials(OUT_OF_MEMORY));
    assertThat(TRIED).hasValue(3);
    StoredRow row = row(OUT_OF_MEMORY);
    assertThat(row.text("failure_kind")).contains("resource");
    assertThat(row.whole("failure_attempts")).hasValue(3);
    assertThat(row.text("failure_host")).contains(ThisHost.name());
    assertThat(row.text("failure_message").orElse(""))
        .matches(
            "Cannot run the trial: Java's heap of \\d+ MiB is too small; set TOMBOLA_HEAP, e\\.g\\."
                + " TOMBOLA_HEAP=4g .*");
  }

  @Test
  void lackOfMemoryThatPassesLeavesACompletedTrial() {
    run(trials(OUT_OF_MEMORY_ONCE));
    assertThat(TRIED).hasValue(2);
    assertThat(row(OUT_OF_MEMORY_ONCE).text("outcome")).contains("completed");
  }

  @Test
  void aStageThatHangsIsGivenUpAndTheRestFinishes() {
    run(trials(HANGS, 1, 2));
    assertThat(row(HANGS).text("failure_kind")).contains("external");
    assertThat(row(HANGS).text("failure_message").orElseThrow())
        .startsWith("Cannot run the trial: it hangs");
    assertThat(row(1).text("outcome")).contains("completed");
    assertThat(row(2).text("outcome")).contains("completed");
  }

  @Test
  void aDivergedTrialIsDone() {
    run(trials(DIVERGES));
    assertThat(row(DIVERGES).text("outcome")).contains("diverged");
    assertThat(row(DIVERGES).whole("diverged_step")).hasValue(7);
    assertThat(StoredOutcomes.in(tables).done()).hasSize(1);
  }

  @Test
  void aRunningStageIsHeardOfAndAnEndedOneLeavesNoHeartbeat() {
    Configuration conf = new Configuration();
    String out = folder.toString();
    assertThat(Heartbeat.of(out, "id", conf)).isEmpty();
    Heartbeat beat =
        new Heartbeat(
            "id", "train", "dense", 1, 3, 30, 0.451, 12, 0, "", "", "host", "0", "", 1, 2);
    beat.leave(out, conf);
    assertThat(Heartbeat.of(out, "id", conf)).isEqualTo(Optional.of(beat));
    assertThat(Heartbeat.all(out, conf)).containsExactly(beat);
    Heartbeat.remove(out, "id", conf);
    run(trials(1, BUG));
    assertThat(Heartbeat.all(out, conf)).isEmpty();
  }

  @Test
  void sparkReadsTheTablesWithTheirSchema() {
    run(trials(1, 2));
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    // those most trials have no rows in are not there
    for (Table<?> table :
        List.of(Tables.TRIALS, Tables.EPOCHS, Tables.EVALUATIONS, Tables.LAYERS)) {
      Dataset<org.apache.spark.sql.Row> read =
          session.read().parquet(folder.resolve(table.name()).toString());
      assertThat(read.columns())
          .containsExactlyElementsOf(table.columns().stream().map(c -> c.name()).toList());
    }
    assertThat(
            session
                .read()
                .parquet(folder.resolve("trials").toString())
                .schema()
                .apply("seed")
                .dataType()
                .simpleString())
        .isEqualTo("bigint");
  }

  private SweepDriver.Ending run(List<PlannedTrial> plan) {
    StoredOutcomes done = StoredOutcomes.in(tables);
    Set<String> finished = tables.stages().finished();
    Agenda agenda =
        new Agenda(
            plan,
            done.done(),
            null,
            finished::contains,
            stage -> {
              throw new AssertionError("nothing is compared");
            });
    SweepDriver.Rules rules =
        new SweepDriver.Rules(3, 2, Duration.ofMillis(1), Duration.ofMillis(1500));
    return new SweepDriver(spark, new FakeWork(), tables, () -> 2, rules, executor -> {})
        .run(
            agenda,
            new Order.Common("made", folder.toString(), Engine.AUTO, null, 10, 300),
            Names.of(plan)::of,
            SweepDriver.Watch.NOBODY);
  }

  private static List<PlannedTrial> trials(long... seeds) {
    return Arrays.stream(seeds).mapToObj(seed -> Made.planned(Made.RANDOM, 0.1, seed)).toList();
  }

  private StoredRow row(long seed) {
    String id = trials(seed).get(0).id();
    return tables.read(Tables.TRIALS).stream()
        .filter(row -> row.text("trial_id").orElseThrow().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Jobs the listener was told of, once it has been told of all. */
  private static int heard() {
    try {
      spark.sc().listenerBus().waitUntilEmpty();
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(e);
    }
    return JOBS.get();
  }
}
