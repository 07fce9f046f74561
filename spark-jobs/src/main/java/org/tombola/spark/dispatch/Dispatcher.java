package org.tombola.spark.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.Canonical;
import org.tombola.method.Refused;
import org.tombola.spark.schema.TrialRow;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.trial.Outcome;

/** One run of an agenda: hands its items out as slots are free, and tries again by the rules. */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final SweepDriver driver;
  private final Agenda agenda;
  private final Order.Common common;
  private final Function<Agenda.Item, String> names;
  private final SweepDriver.Watch watch;
  private final Attempts attempts;
  private final ExecutorService pool =
      Executors.newCachedThreadPool(
          runnable -> {
            Thread thread = new Thread(runnable, "dispatch");
            thread.setDaemon(true);
            return thread;
          });
  private int running;
  private boolean stopped;
  private @Nullable Throwable broken;

  Dispatcher(
      SweepDriver driver,
      Agenda agenda,
      Order.Common common,
      Function<Agenda.Item, String> names,
      SweepDriver.Watch watch) {
    this.driver = driver;
    this.agenda = agenda;
    this.common = common;
    this.names = names;
    this.watch = watch;
    this.attempts = new Attempts(driver, common);
  }

  synchronized SweepDriver.Ending toTheEnd() {
    try {
      while (running > 0 || !(agenda.ended() || stopped)) {
        failIfBroken();
        boolean handedOut = handOut();
        if (running == 0 && !handedOut && !stopped && !agenda.ended()) {
          throw new IllegalStateException(
              "Cannot go on: work is left, and none of it is ready: " + agenda.counts());
        }
        if (running > 0) {
          wait(LOOK.toMillis());
        }
        stopped |= Stop.of(driver.spark());
        attempts.watch();
      }
      failIfBroken();
      return agenda.ended() ? SweepDriver.Ending.DONE : SweepDriver.Ending.STOPPED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("Cannot go on: interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private boolean handOut() {
    boolean any = false;
    int slots = Math.max(1, driver.slots().getAsInt());
    while (!stopped && running < slots) {
      Optional<Agenda.Item> next = agenda.next();
      if (next.isEmpty()) {
        return any;
      }
      any = true;
      running++;
      pool.execute(() -> handle(next.get()));
    }
    return any;
  }

  private void failIfBroken() {
    if (broken != null) {
      // what it means is for whoever tells the user
      throw new IllegalStateException(broken);
    }
  }

  private void handle(Agenda.Item item) {
    try {
      if (item instanceof Agenda.GiveUp giveUp) {
        giveUp(giveUp.trial(), giveUp.failure());
        agenda.done(item, Optional.empty());
        watch.failed(item, giveUp.failure().message(), giveUp.failure());
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

  /** Tries until it is done, or fails for good, or Spark is stopped. */
  private void tries(Agenda.Item item) throws InterruptedException {
    String name = names.apply(item);
    Retries retries = new Retries(driver.rules());
    for (int attempt = 1; ; attempt++) {
      watch.started(item, name);
      Order order =
          item instanceof Agenda.Run run
              ? Order.of(run, Canonical.json(run.stage()), name, attempt, common)
              : Order.of((Agenda.Commit) item, name, attempt, common);
      Attempts.Try tried = attempts.run(order);
      if (tried.ending() == Attempts.Ending.STOPPED) {
        synchronized (this) {
          stopped = true;
        }
        return;
      }
      Report report = tried.report();
      Outcome.Kind kind = report.failure();
      if (kind == null) {
        LOG.info(
            "{} {} ({}) is done, by executor {} on {}{}",
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
      String missing = report.missing();
      if (missing != null && agenda.lost(item, missing)) {
        // it comes again, after the stage whose result was lost
        LOG.warn("{} {} waits: {}", order.kind(), order.id(), report.why());
        watch.failed(item, String.valueOf(report.why()), null);
        return;
      }
      String why = retries.count(tried);
      if (retries.out(kind)) {
        fail(item, new Outcome.Failed(kind, why, order.kind(), attempt, report.host()));
        return;
      }
      LOG.warn("{} {} is tried again: {}", order.kind(), order.id(), why);
      watch.failed(item, why, null);
      Thread.sleep(retries.pause().toMillis());
    }
  }

  private void fail(Agenda.Item item, Outcome.Failed failure) throws InterruptedException {
    if (item instanceof Agenda.Run run) {
      agenda.failed(run, failure);
    } else {
      PlannedTrial trial = ((Agenda.Commit) item).trial();
      // its executor may have been lost after it had written the rows
      if (trial.adds() || !StoredOutcomes.in(driver.tables()).done().contains(trial.id())) {
        giveUp(trial, failure);
      }
      agenda.done(item, Optional.empty());
    }
    watch.failed(item, failure.message(), failure);
  }

  /** Writes that a trial failed; one that further attacks failed on stays as it is. */
  private void giveUp(PlannedTrial trial, Outcome.Failed failure) throws InterruptedException {
    LOG.error("Trial {} failed: {}", trial.id(), failure.message());
    if (trial.adds()) {
      return;
    }
    TrialRow row =
        new TrialRow(
            common.sweep(),
            trial.json(),
            Failures.record(trial.id(), trial.spec(), failure, Instant.now()));
    Duration pause = driver.rules().pause();
    for (int attempt = 1; ; attempt++) {
      try {
        driver.tables().write(row);
        return;
      } catch (RuntimeException e) {
        LOG.error("Cannot record that trial {} failed", trial.id(), e);
        if (attempt >= driver.rules().tries()) {
          return; // without a row it is run again by the next run
        }
        Thread.sleep(pause.toMillis());
        pause = pause.multipliedBy(2);
      }
    }
  }

  private static Optional<Agenda.Standing> standing(Agenda.Item item, Report report) {
    return item instanceof Agenda.Run run && run.stage().kind().equals("train")
        ? Optional.of(new Agenda.Standing(report.diverged(), report.robust()))
        : Optional.empty();
  }
}
