package org.tombola.spark.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.Sweep;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.sweeps.agenda.Estimate;
import org.tombola.sweeps.agenda.Rates;
import org.tombola.sweeps.agenda.Workload;
import org.tombola.trial.Need;

/** What a sweep costs, what sharing saves of it, and what of it is done. */
final class PlanReport {
  private final Sweep sweep;
  private final List<PlannedTrial> trials;
  private final Store store;
  private final StringBuilder text = new StringBuilder();

  private PlanReport(Sweep sweep, Store store) {
    this.sweep = sweep;
    this.trials = sweep.plan().trials();
    this.store = store;
  }

  /** Lines for the terminal, the last without its end. */
  static String of(Sweep sweep, Store store) {
    PlanReport report = new PlanReport(sweep, store);
    Workload planned = Workload.of(report.untouched());
    report.work(planned);
    report.remaining(planned);
    return report.text.toString().stripTrailing();
  }

  private Agenda untouched() {
    return new Agenda(
        trials, Set.of(), sweep.halving(), id -> false, stage -> new Agenda.Standing(false, 0));
  }

  private void work(Workload planned) {
    Workload alone = Workload.alone(trials);
    line(
        "%s: %s and %s%s",
        many(planned.stages(), "stage"),
        many(planned.trainings(), "training"),
        many(planned.evaluations(), "evaluation"),
        alone.stages() > planned.stages() && sweep.halving() == null
            ? String.format(Locale.ROOT, "; %,d without sharing", alone.stages())
            : "");
    double saved = 1 - planned.total() / alone.total();
    line(
        "at most %s network passes%s",
        count(planned.total()),
        saved < 0.0005
            ? "; the trials share no training"
            : String.format(
                Locale.ROOT,
                "; %s without sharing%s: %.0f %% saved",
                count(alone.total()),
                sweep.halving() == null ? "" : " or early stopping",
                100 * saved));
    Need most = sweep.plan().need();
    line(
        "a trial needs up to about %s of memory and up to %s network passes",
        most.memoryInWords(), count(most.passes()));
    if (!planned.known()) {
      line("number of images unknown (files: any): assuming 50,000 and 10,000");
    }
  }

  private void remaining(Workload planned) {
    Remaining remaining = Remaining.of(sweep, store, Remaining.Which.UNFINISHED);
    Workload work = Workload.of(remaining.agenda());
    line(
        "done in %s: %,d of %,d trials; %,d of %,d stages left",
        store.folder(),
        trials.size() - remaining.trials() - remaining.failedBefore(),
        trials.size(),
        work.stages(),
        planned.stages());
    if (work.stages() > 0) {
      Rates rates = rates(sweep, store);
      Estimate estimate = Estimate.of(work, rates);
      line(
          "time left: %s%s",
          estimate.unknown().isEmpty() ? "about " + time(estimate.hours()) : estimate.toString(),
          estimate.unknown().isEmpty()
              ? " on one slot, estimated from " + many(rates.results(), "result") + " there"
              : "");
    }
  }

  /** How fast such networks were in this store. */
  private static Rates rates(Sweep sweep, Store store) {
    return Rates.of(sweep.plan().trials(), store.stages().untouched(), store.stages().finished());
  }

  /** How long what remains of a sweep keeps devices busy. */
  static Estimate estimate(Sweep sweep, Store store, Remaining.Which which) {
    Workload work = Workload.of(Remaining.of(sweep, store, which).agenda());
    return Estimate.of(work, rates(sweep, store));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }

  private static String many(int count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  private static String count(double passes) {
    return passes >= 1e7
        ? String.format(Locale.ROOT, "%,.0f million", passes / 1e6)
        : String.format(Locale.ROOT, "%,.0f", passes);
  }

  private static String time(double hours) {
    return hours >= 2
        ? String.format(Locale.ROOT, "%.1f hours", hours)
        : hours * 60 >= 2
            ? String.format(Locale.ROOT, "%.0f minutes", hours * 60)
            : String.format(Locale.ROOT, "%.0f seconds", hours * 3600);
  }
}
