package org.tombola.spark.dispatch;

import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.Canonical;
import org.tombola.method.Refused;
import org.tombola.network.Engine;
import org.tombola.spark.schema.TrialRow;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.sweeps.agenda.Standings;
import org.tombola.trial.Artifacts;
import org.tombola.trial.MissingResult;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.Surroundings;
import org.tombola.trial.ThisHost;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/**
 * The executor's side of a piece of work: runs it and says how it ended. A failure is an answer
 * too, so that the driver, which knows what was tried where, decides what comes next.
 *
 * @param work that runs stages
 */
record StageTask(Work work) implements Function<Order, Report> {
  private static final Logger LOG = LoggerFactory.getLogger(StageTask.class);

  @Override
  public Report call(Order order) throws InterruptedException {
    SparkEnv env = SparkEnv.get();
    Configuration conf = HadoopSettings.of(env.conf());
    String executor = env.executorId();
    try {
      Lease.take(TaskContext.get());
    } catch (Refused e) {
      LOG.error("{} {} cannot start", order.kind(), order.id(), e);
      return Report.failed(
          order.id(),
          Outcome.Kind.RESOURCE,
          Failures.message(e),
          ThisHost.name(),
          executor,
          Report.Fitness.UNFIT);
    }
    FutureTask<Report> running =
        new FutureTask<>(
            () ->
                switch (order.kind()) {
                  case Order.COMMIT -> commit(order, executor, conf);
                  case Order.ADD -> add(order, executor, conf);
                  default -> stage(order, executor, conf);
                });
    // ND4J binds a device, workspaces and a generator to each thread: a stage starts without any
    Thread thread = new Thread(running, order.kind() + " " + order.id());
    thread.setDaemon(true);
    thread.start();
    try {
      return running.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (Stop.ofTask()) {
        // an error met while all is being torn down says nothing of the work
        throw new IllegalStateException("Cannot finish: the run was stopped");
      }
      return failed(order, executor, cause);
    } catch (InterruptedException e) {
      thread.interrupt();
      awaitEnd(thread);
      throw e;
    }
  }

  /**
   * Work that does not listen still holds the GPU, so nothing else may start here: the task stays
   * too, until the reaper takes the whole executor.
   */
  private static void awaitEnd(Thread thread) {
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // told once more to end, which it has passed on
      }
    }
  }

  private static Report failed(Order order, String executor, Throwable error) {
    LOG.error("{} {} failed", order.kind(), order.id(), error);
    Report report =
        Report.failed(
            order.id(),
            Failures.kind(error),
            Failures.message(error),
            ThisHost.name(),
            executor,
            Failures.fitness(error));
    return error instanceof MissingResult missing ? report.missing(missing.fingerprint()) : report;
  }

  private Report stage(Order order, String executor, Configuration conf) {
    Stage stage = Canonical.read(order.json(), Stage.class);
    Artifacts artifacts = Store.at(order.common().out(), conf).stages();
    HeartbeatWriter heartbeats = new HeartbeatWriter(order, stage.until(), executor, conf);
    String data = order.common().data();
    Surroundings surroundings =
        new Surroundings(
            Engine.choose(order.common().engine()).engine(),
            data == null ? null : Path.of(data),
            artifacts,
            order.common().checkpoints(),
            heartbeats);
    StageResult result =
        artifacts
            // an executor that was lost may have finished it before
            .describe(stage)
            .orElseGet(() -> work.run(stage, surroundings));
    if (stage.until() == 0) {
      return Report.done(order.id(), ThisHost.name(), executor);
    }
    Agenda.Standing standing = Standings.of(result.trained(), stage.until());
    return new Report(
        order.id(),
        null,
        standing.diverged() ? "diverged at step " + result.trained().diverged() : null,
        standing.diverged(),
        standing.robust(),
        ThisHost.name(),
        executor,
        Report.Fitness.FIT,
        null);
  }

  private static Report commit(Order order, String executor, Configuration conf) {
    Store store = Store.at(order.common().out(), conf);
    TrialSpec spec = Canonical.read(order.json(), TrialSpec.class);
    TrialRecord record = TrialRecord.of(spec, order.until(), store.stages());
    // an executor that was lost may have written it; a row is not taken away where it is right
    if (!store.holds(order.id(), record.outcome())) {
      store.write(new TrialRow(order.common().sweep(), order.json(), record));
    }
    return Report.done(order.id(), ThisHost.name(), executor);
  }

  private static Report add(Order order, String executor, Configuration conf) {
    Store.at(order.common().out(), conf)
        .add(order.id(), Canonical.read(order.json(), TrialSpec.class));
    return Report.done(order.id(), ThisHost.name(), executor);
  }
}
