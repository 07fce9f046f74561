package org.tombola.spark.crew;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.TrialRow;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.trial.Outcome;
import org.tombola.trial.Provenance;
import org.tombola.trial.TrialRecord;

/**
 * The driver's side of a sweep: each trial is a Spark job of one task, as many at once as there are
 * slots, so that one failure never takes others down and a freed slot is filled at once.
 *
 * @param spark running
 * @param work that runs a trial
 * @param tables trials are written to
 * @param slots trials at once
 */
public record Crew(JavaSparkContext spark, Work work, Store tables, int slots) {
  private static final Logger LOG = LoggerFactory.getLogger(Crew.class);

  /** The trials of a plan that the tables do not hold yet; failed ones are among them. */
  public static List<PlannedTrial> left(List<PlannedTrial> plan, Store tables) {
    Set<String> done = Done.in(tables, Provenance.SCIENCE_VERSION);
    return plan.stream().filter(trial -> !done.contains(trial.id())).toList();
  }

  /**
   * Runs trials and returns how each ended, in their order, when the last has. Where Spark is
   * stopped meanwhile, trials not ended yet are reported as stopped and leave no row.
   */
  public List<Report> run(Orders orders, List<PlannedTrial> trials, Watch watch) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            slots,
            runnable -> {
              Thread thread = new Thread(runnable, "trial");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<Report>> running = new ArrayList<>();
      for (PlannedTrial trial : trials) {
        running.add(pool.submit(() -> run(orders, trial, watch)));
      }
      return running.stream().map(Crew::await).toList();
    } finally {
      pool.shutdownNow();
    }
  }

  private static Report await(Future<Report> running) {
    try {
      return running.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot go on: interrupted", e);
    } catch (ExecutionException e) {
      // not a trial's failure: those are reports
      throw new IllegalStateException(Failures.message(e), e);
    }
  }

  private Report run(Orders orders, PlannedTrial trial, Watch watch) {
    // one left by a run that was killed is not this run's
    Heartbeat.remove(orders.out(), trial.id(), tables.conf());
    watch.started(trial);
    Instant started = Instant.now();
    Report report;
    try {
      spark.setJobDescription("trial " + trial.id() + " " + trial.json());
      report =
          spark.parallelize(List.of(orders.of(trial)), 1).map(new TrialTask(work)).collect().get(0);
    } catch (Exception e) {
      if (Stop.of(spark)) {
        LOG.info("Trial {} was stopped", trial.id());
        return new Report(trial.id(), Report.Ending.STOPPED, null);
      }
      // the executor could not record it itself: it was lost, or cannot reach the tables
      LOG.error("Trial {} failed", trial.id(), e);
      report = record(orders.sweep(), trial, e, started);
    }
    watch.ended(trial, report);
    return report;
  }

  private Report record(String sweep, PlannedTrial trial, Exception error, Instant started) {
    String message = Failures.ofJob(error);
    TrialRecord failed =
        Failures.record(
            trial.id(),
            trial.spec(),
            new Outcome.Failed(Outcome.Kind.EXTERNAL, message, "trial", 1, Slots.host()),
            started);
    try {
      if (Done.in(tables, Provenance.SCIENCE_VERSION).contains(trial.id())) {
        // its executor was lost after it had committed
        return new Report(trial.id(), Report.Ending.COMPLETED, null);
      }
      tables.write(new TrialRow(sweep, trial.json(), failed));
    } catch (RuntimeException e) {
      LOG.error("Cannot record that trial {} failed", trial.id(), e);
    }
    return new Report(trial.id(), Report.Ending.FAILED, message);
  }
}
