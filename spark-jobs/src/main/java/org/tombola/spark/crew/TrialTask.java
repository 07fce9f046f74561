package org.tombola.spark.crew;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.Canonical;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.TrialRow;
import org.tombola.trial.Outcome;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/**
 * The executor's side of a trial: runs it, writes its rows, says how it ended.
 *
 * <p>Where memory or the world outside fails a trial the task fails, so that Spark tries it again;
 * the last try records the failure instead. All else is recorded at once: a second try would end
 * the same way.
 *
 * @param work that runs trials
 */
record TrialTask(Work work) implements Function<Order, Report> {
  private static final Logger LOG = LoggerFactory.getLogger(TrialTask.class);

  @Override
  public Report call(Order order) {
    Configuration conf = hadoop();
    TrialSpec spec = Canonical.read(order.json(), TrialSpec.class);
    TrialRecord record = attempt(order, spec, conf);
    Store.at(order.out(), conf).write(new TrialRow(order.sweep(), order.json(), record));
    Heartbeat.remove(order.out(), order.id(), conf);
    return report(order.id(), record.outcome());
  }

  private TrialRecord attempt(Order order, TrialSpec spec, Configuration conf) {
    Instant started = Instant.now();
    Outcome.Failed failed;
    try {
      Path data = order.data() == null ? null : Path.of(order.data());
      return work.run(spec, data, new Pulse(order, spec.epochs(), conf));
    } catch (TaskKilledException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      failed = again(order, Outcome.Kind.RESOURCE, e);
    } catch (UncheckedIOException e) {
      unlessStopped(e);
      failed = again(order, Outcome.Kind.EXTERNAL, e);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      unlessStopped(e);
      LOG.error("Trial {} failed", order.id(), e);
      failed =
          new Outcome.Failed(Outcome.Kind.INTERNAL, Failures.message(e), "trial", 1, Slots.host());
    }
    return Failures.record(order.id(), spec, failed, started);
  }

  /** An error met while all is being torn down says nothing of the trial. */
  private static void unlessStopped(Throwable error) {
    if (Stop.ofTask()) {
      throw new IllegalStateException("Cannot finish the trial: the run was stopped", error);
    }
  }

  private static Outcome.Failed again(Order order, Outcome.Kind kind, Throwable cause) {
    LOG.error("Trial {} failed", order.id(), cause);
    if (TaskContext.get().attemptNumber() + 1 < order.tries()) {
      // without its cause, which is in the log: Spark ends the whole process where it finds an
      // error of the JVM among the causes
      throw new IllegalStateException(Failures.message(cause));
    }
    return new Outcome.Failed(kind, Failures.message(cause), "trial", 1, Slots.host());
  }

  static Report report(String id, Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return new Report(id, Report.Ending.FAILED, failed.message());
    }
    if (outcome instanceof Outcome.Diverged diverged) {
      return new Report(id, Report.Ending.DIVERGED, "at step " + diverged.step());
    }
    return new Report(id, Report.Ending.COMPLETED, null);
  }

  private static Configuration hadoop() {
    Configuration conf = new Configuration();
    List.of(SparkEnv.get().conf().getAllWithPrefix("spark.hadoop."))
        .forEach(setting -> conf.set(setting._1(), setting._2()));
    return conf;
  }
}
