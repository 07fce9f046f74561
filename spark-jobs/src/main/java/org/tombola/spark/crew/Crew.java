package org.tombola.spark.crew;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.Canonical;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.TrialRow;
import org.tombola.sweeps.Agenda;
import org.tombola.trial.Outcome;

/**
 * The driver's side of a sweep: each piece of work on the agenda is a Spark job of one task, as
 * many at once as there are slots, so that one failure never takes others down and a freed slot is
 * filled at once.
 *
 * @param spark running
 * @param work that runs stages
 * @param tables trials are written to
 * @param slots pieces of work at once; asked again and again, since executors come and go
 * @param rules of trying again
 * @param ended told the executor's id of every piece of work that ended on one
 */
public record Crew(
    JavaSparkContext spark,
    Work work,
    Store tables,
    IntSupplier slots,
    Rules rules,
    Consumer<String> ended) {
  private static final Logger LOG = LoggerFactory.getLogger(Crew.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  /**
   * When to try again, and when to give up.
   *
   * @param tries of a stage that memory or the world outside fails
   * @param kills of executors by one stage before it is quarantined
   * @param pause before the second try; doubled before each further one
   * @param watchdog longest time without a heartbeat before a stage is taken to hang
   */
  public record Rules(int tries, int kills, Duration pause, Duration watchdog) {
    /** Three tries, two executors, a second, half an hour. */
    public Rules() {
      this(3, 2, Duration.ofSeconds(1), Duration.ofMinutes(30));
    }
  }

  /** Told of everything that starts or ends; called from many threads. */
  public interface Watch {
    /** Nobody looks. */
    Watch NOBODY = (item, name) -> {};

    /** A piece of work was handed to Spark. */
    void started(Agenda.Item item, String name);

    /** A piece of work is done. */
    default void done(Agenda.Item item, Report report) {}

    /** A try failed; it is tried again where there is no final failure. */
    default void failed(Agenda.Item item, String why, Outcome.@Nullable Failed finally_) {}
  }

  /** How a run ended. */
  public enum Ending {
    /** Nothing is left of the agenda. */
    DONE,
    /** Spark was stopped meanwhile: what was not done then left no row. */
    STOPPED
  }

  /**
   * Runs the agenda until nothing is left of it.
   *
   * @param names what a reader calls a piece of work
   */
  public Ending run(
      Agenda agenda,
      Order.Common common,
      java.util.function.Function<Agenda.Item, String> names,
      Watch watch) {
    return new Run(agenda, common, names, watch).toTheEnd();
  }

  /** One run of an agenda: the dispatcher and its threads. */
  private final class Run {
    private final Agenda agenda;
    private final Order.Common common;
    private final java.util.function.Function<Agenda.Item, String> names;
    private final Watch watch;
    private final Map<String, Hang> watched = new ConcurrentHashMap<>();
    private final ExecutorService pool =
        Executors.newCachedThreadPool(
            runnable -> {
              Thread thread = new Thread(runnable, "crew");
              thread.setDaemon(true);
              return thread;
            });
    private int running;
    private boolean stopped;
    private @Nullable Throwable broken;

    Run(
        Agenda agenda,
        Order.Common common,
        java.util.function.Function<Agenda.Item, String> names,
        Watch watch) {
      this.agenda = agenda;
      this.common = common;
      this.names = names;
      this.watch = watch;
    }

    synchronized Ending toTheEnd() {
      try {
        while (!(agenda.ended() && running == 0) && !(stopped && running == 0)) {
          if (broken != null) {
            throw new IllegalStateException(Failures.message(broken), broken);
          }
          while (!stopped && running < Math.max(1, slots.getAsInt())) {
            Optional<Agenda.Item> next = agenda.next();
            if (next.isEmpty()) {
              break;
            }
            running++;
            pool.execute(() -> handle(next.get()));
          }
          if (!agenda.ended() || running > 0) {
            wait(LOOK.toMillis());
          }
          stopped |= Stop.of(spark);
          watched.values().forEach(Hang::look);
        }
        return stopped && !agenda.ended() ? Ending.STOPPED : Ending.DONE;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Cannot go on: interrupted", e);
      } finally {
        pool.shutdownNow();
      }
    }

    private void handle(Agenda.Item item) {
      try {
        if (item instanceof Agenda.GiveUp giveUp) {
          giveUp(giveUp);
        } else {
          tries(item);
        }
      } catch (Throwable e) {
        // not the work's failure: those are reports
        LOG.error("Cannot go on", e);
        synchronized (this) {
          broken = e;
        }
      } finally {
        synchronized (this) {
          running--;
          notifyAll();
        }
      }
    }

    private void giveUp(Agenda.GiveUp item) {
      Outcome.Failed failure = item.failure();
      LOG.error("Trial {} failed: {}", item.trial().id(), failure.message());
      if (!Done.in(tables).done().contains(item.trial().id())) {
        tables.write(
            new TrialRow(
                common.sweep(),
                item.trial().json(),
                Failures.record(item.trial().id(), item.trial().spec(), failure, Instant.now())));
      }
      agenda.done(item, Optional.empty());
      watch.failed(item, failure.message(), failure);
    }

    /** Tries until it is done, or fails for good, or Spark is stopped. */
    private void tries(Agenda.Item item) throws InterruptedException {
      String name = names.apply(item);
      Duration pause = rules.pause();
      int kills = 0;
      for (int attempt = 1; ; attempt++) {
        watch.started(item, name);
        Order order =
            item instanceof Agenda.Run run
                ? Order.of(run, Canonical.json(run.stage()), name, attempt, common)
                : Order.of((Agenda.Commit) item, name, attempt, common);
        Try tried = attempt(order);
        if (tried.stopped()) {
          synchronized (this) {
            stopped = true;
          }
          return;
        }
        Report report = tried.report();
        if (report.done()) {
          LOG.info(
              "{} {} ({}) is done by executor {} of {}{}",
              order.kind(),
              name,
              order.id(),
              report.executor(),
              report.host(),
              report.why() == null ? "" : ": " + report.why());
          agenda.done(item, standing(item, report));
          watch.done(item, report);
          return;
        }
        Outcome.Kind kind = report.failure() == null ? Outcome.Kind.INTERNAL : report.failure();
        String why = String.valueOf(report.why());
        kills += tried.killed() ? 1 : 0;
        boolean quarantined = kills >= rules.kills();
        if (quarantined) {
          why =
              "Cannot run the trial: it is quarantined, for it took %d executors down; the last: %s"
                  .formatted(kills, why.replace("Cannot run the trial: ", ""));
        }
        if (quarantined || !Failures.transientKind(kind) || attempt >= rules.tries()) {
          Outcome.Failed failure =
              new Outcome.Failed(kind, why, order.kind(), attempt, report.host());
          watch.failed(item, why, failure);
          if (item instanceof Agenda.Run run) {
            agenda.failed(run, failure);
          } else {
            giveUp(new Agenda.GiveUp(((Agenda.Commit) item).trial(), failure), item);
          }
          return;
        }
        LOG.warn("{} {} is tried again: {}", order.kind(), order.id(), why);
        watch.failed(item, why, null);
        Thread.sleep(pause.toMillis());
        pause = pause.multipliedBy(2);
      }
    }

    /** A trial whose rows cannot be written; that it failed may be written all the same. */
    private void giveUp(Agenda.GiveUp failed, Agenda.Item item) {
      LOG.error("Cannot write trial {}: {}", failed.trial().id(), failed.failure().message());
      try {
        tables.write(
            new TrialRow(
                common.sweep(),
                failed.trial().json(),
                Failures.record(
                    failed.trial().id(), failed.trial().spec(), failed.failure(), Instant.now())));
      } catch (RuntimeException e) {
        LOG.error("Cannot record that trial {} failed", failed.trial().id(), e);
      }
      agenda.done(item, Optional.empty());
    }

    private Try attempt(Order order) {
      // one left by a run that was killed is not this run's
      Heartbeat.remove(common.out(), order.id(), tables.conf());
      String group = order.id() + "/" + order.attempt();
      Hang hang = new Hang(order, group);
      try {
        spark.setJobGroup(group, order.kind() + " " + order.name() + " (" + order.id() + ")", true);
        watched.put(group, hang);
        Report report =
            spark.parallelize(List.of(order), 1).map(new StageTask(work)).collect().get(0);
        ended.accept(report.executor());
        return new Try(report, false, false);
      } catch (Exception e) {
        if (Stop.of(spark)) {
          LOG.info("{} {} was stopped", order.kind(), order.id());
          return new Try(report(order, Outcome.Kind.EXTERNAL, "stopped"), true, false);
        }
        LOG.error("{} {} failed", order.kind(), order.id(), e);
        if (hang.found) {
          String why =
              "Cannot run the trial: it hangs; nothing was heard of it for "
                  + Progress.clock(rules.watchdog());
          return new Try(report(order, Outcome.Kind.EXTERNAL, why), false, false);
        }
        boolean lost = Failures.executorLost(e);
        return new Try(
            report(order, lost ? Outcome.Kind.RESOURCE : Outcome.Kind.EXTERNAL, Failures.ofJob(e)),
            false,
            lost);
      } finally {
        watched.remove(group);
        Heartbeat.remove(common.out(), order.id(), tables.conf());
      }
    }

    private Report report(Order order, Outcome.Kind kind, String why) {
      String host =
          Heartbeat.of(common.out(), order.id(), tables.conf())
              .map(Heartbeat::host)
              .orElse("unknown");
      return new Report(order.id(), kind, why, false, 0, host, "");
    }

    private static Optional<Agenda.Standing> standing(Agenda.Item item, Report report) {
      return item instanceof Agenda.Run run && run.stage().kind().equals("train")
          ? Optional.of(new Agenda.Standing(report.diverged(), report.robust()))
          : Optional.empty();
    }

    /** Watches for a stage that was heard of once and is not any more. */
    private final class Hang {
      private final Order order;
      private final String group;
      private @Nullable Heartbeat last;
      private long since = System.nanoTime();
      private long looked;
      private volatile boolean found;

      Hang(Order order, String group) {
        this.order = order;
        this.group = group;
      }

      /** Called often; looks now and then. */
      void look() {
        long now = System.nanoTime();
        long rest = rules.watchdog().toNanos();
        if (found || now - looked < rest / 10) {
          return;
        }
        looked = now;
        Heartbeat beat = Heartbeat.of(common.out(), order.id(), tables.conf()).orElse(last);
        if (beat == null || !beat.equals(last)) {
          last = beat;
          since = now;
        } else if (now - since > rest) {
          found = true;
          LOG.error("{} {} hangs", order.kind(), order.id());
          spark.sc().cancelJobGroup(group);
        }
      }
    }
  }

  /** How one try ended. */
  private record Try(Report report, boolean stopped, boolean killed) {}
}
