package org.tombola.spark.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.table.Row;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Table;
import org.tombola.spark.table.Tables;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.trial.Outcome;
import org.tombola.trial.Provenance;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

class CrewTest {
  private static JavaSparkContext spark;
  private static final AtomicInteger JOBS = new AtomicInteger();
  private static final AtomicInteger TRIED = new AtomicInteger();

  @TempDir Path folder;
  private Store tables;
  private Orders orders;

  /** What the fake work does is told by the seed. */
  private static final long OUT_OF_MEMORY = 101;

  private static final long OUT_OF_MEMORY_ONCE = 102;
  private static final long BUG = 103;
  private static final long DIVERGES = 104;

  record FakeWork() implements Work {
    @Override
    public TrialRecord run(TrialSpec spec, @Nullable Path data, Watcher watcher) {
      int tried = TRIED.incrementAndGet();
      watcher.epoch(Made.epoch(1, 500, 400));
      if (spec.seed() == OUT_OF_MEMORY || (spec.seed() == OUT_OF_MEMORY_ONCE && tried == 1)) {
        throw new OutOfMemoryError("made up");
      }
      if (spec.seed() == BUG) {
        throw new IllegalStateException("made up");
      }
      return spec.seed() == DIVERGES
          ? Made.ended(spec, new Outcome.Diverged(7, Double.NaN))
          : Made.record(spec, 600, 500, (int) (400 + spec.seed()));
    }
  }

  @BeforeAll
  static void start() {
    spark = Session.start("made", null, new Slots(2, 1));
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
    orders = new Orders("made", folder.toString(), null);
    heard();
    JOBS.set(0);
    TRIED.set(0);
  }

  @Test
  void eachTrialIsAJobOfItsOwn() {
    List<Report> reports = run(trials(1, 2, 3));
    assertThat(reports).extracting(Report::ending).containsOnly(Report.Ending.COMPLETED);
    assertThat(heard()).isEqualTo(3);
    assertThat(tables.read(Tables.TRIALS)).hasSize(3);
  }

  @Test
  void aFinishedSweepStartsNoJob() {
    run(trials(1, 2));
    heard();
    JOBS.set(0);
    assertThat(run(trials(1, 2))).isEmpty();
    assertThat(heard()).isZero();
  }

  @Test
  void anAddedSeedRunsAlone() {
    run(trials(1, 2));
    assertThat(run(trials(1, 2, 3))).extracting(Report::id).containsExactly(trials(3).get(0).id());
  }

  @Test
  void aTrialOfOtherScienceIsRunAgain() {
    PlannedTrial trial = trials(1).get(0);
    tables.write(
        Made.row(
            Made.byScience(Made.record(trial.spec(), 1, 1, 1), Provenance.SCIENCE_VERSION + 1)));
    assertThat(Crew.left(List.of(trial), tables)).containsExactly(trial);
  }

  @Test
  void aFailureStopsNoOtherTrialAndIsRetriedByTheNextRun() {
    List<Report> reports = run(trials(BUG, 1));
    assertThat(reports)
        .extracting(Report::ending)
        .containsExactly(Report.Ending.FAILED, Report.Ending.COMPLETED);
    assertThat(TRIED).as("a bug is not tried twice").hasValue(2);
    Row row = row(trials(BUG).get(0).id());
    assertThat(row.text("failure_kind")).contains("internal");
    assertThat(row.text("failure_message"))
        .contains("Cannot run the trial: IllegalStateException: made up");
    assertThat(Crew.left(trials(BUG, 1), tables)).containsExactly(trials(BUG).get(0));
  }

  @Test
  void lackOfMemoryIsTriedAgainAndRecordedAfterTheLastTry() {
    List<Report> reports = run(trials(OUT_OF_MEMORY));
    assertThat(reports.get(0).ending()).isEqualTo(Report.Ending.FAILED);
    assertThat(TRIED).hasValue(Session.TRIES);
    Row row = row(reports.get(0).id());
    assertThat(row.text("failure_kind")).contains("resource");
    assertThat(row.text("failure_message"))
        .contains("Cannot run the trial: OutOfMemoryError: made up");
  }

  @Test
  void lackOfMemoryThatPassesLeavesACompletedTrial() {
    assertThat(run(trials(OUT_OF_MEMORY_ONCE)).get(0).ending()).isEqualTo(Report.Ending.COMPLETED);
    assertThat(tables.read(Tables.TRIALS)).hasSize(1);
  }

  @Test
  void aDivergedTrialIsDone() {
    Report report = run(trials(DIVERGES)).get(0);
    assertThat(report.ending()).isEqualTo(Report.Ending.DIVERGED);
    assertThat(report.why()).isEqualTo("at step 7");
    assertThat(Crew.left(trials(DIVERGES), tables)).isEmpty();
  }

  @Test
  void aRunningTrialIsHeardOfAndAnEndedOneLeavesNoHeartbeat() {
    assertThat(Heartbeat.of(orders.out(), "id", new Configuration())).isEmpty();
    Heartbeat beat = new Heartbeat(3, 30, 0.451, "");
    beat.leave(orders.out(), "id", new Configuration());
    assertThat(Heartbeat.of(orders.out(), "id", new Configuration())).isEqualTo(Optional.of(beat));
    run(trials(1));
    assertThat(Heartbeat.of(orders.out(), trials(1).get(0).id(), new Configuration())).isEmpty();
  }

  @Test
  void sparkReadsTheTablesWithTheirSchema() {
    run(trials(1, 2));
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    for (Table<?> table : Tables.ALL) {
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

  private List<Report> run(List<PlannedTrial> plan) {
    return new Crew(spark, new FakeWork(), tables, 2)
        .run(orders, Crew.left(plan, tables), Watch.NOBODY);
  }

  private static List<PlannedTrial> trials(long... seeds) {
    return Arrays.stream(seeds).mapToObj(seed -> Made.planned(Made.RANDOM, 0.1, seed)).toList();
  }

  private Row row(String id) {
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
