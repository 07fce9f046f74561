package org.tombola.spark.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tombola.method.Refused;
import org.tombola.spark.dispatch.StoredOutcomes;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.Sweep;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.sweeps.agenda.Standings;

/**
 * What remains to be run of a sweep. Its store says what is done.
 *
 * @param plan all trials of the sweep
 * @param agenda of what remains
 * @param trials how many remain
 * @param failedBefore trials that failed in an earlier run and are left as they are
 * @param aside trials that were never run and are left aside
 */
record Remaining(List<PlannedTrial> plan, Agenda agenda, int trials, int failedBefore, int aside) {

  /** Which trials a run is for. */
  enum Which {
    /** All that have not ended. */
    UNFINISHED,
    /** Those that failed before, and no others. */
    FAILED
  }

  /**
   * Compares a sweep with its store.
   *
   * @throws IllegalArgumentException if only those that failed are wanted and would be compared
   *     with some that have not run
   */
  static Remaining of(Sweep sweep, Store store, Which which) {
    List<PlannedTrial> plan = sweep.plan().trials();
    boolean there = store.exists();
    StoredOutcomes done =
        there ? StoredOutcomes.in(store) : new StoredOutcomes(Set.of(), Map.of(), Set.of());
    Set<String> settled = new HashSet<>();
    int failedBefore = 0;
    int aside = 0;
    for (PlannedTrial trial : plan) {
      String id = trial.id();
      boolean failed = done.failed().contains(id);
      boolean ended = done.done().contains(id);
      if (which == Which.FAILED ? !failed : failed || ended) {
        settled.add(id);
        failedBefore += failed ? 1 : 0;
        aside += failed || ended || done.stopped().containsKey(id) ? 0 : 1;
      }
    }
    if (aside > 0 && sweep.halving() != null) {
      throw new Refused(
          "Cannot run only failed trials: early-stopping compares them with "
              + aside
              + " trials that have not run yet; run without --retry-failed first");
    }
    Set<String> finished = there ? store.stages().finished() : Set.of();
    Agenda agenda =
        new Agenda(
            plan,
            settled,
            done.stopped(),
            sweep.halving(),
            finished::contains,
            new Standings(store.stages().untouched(), finished::contains));
    Agenda.Counts counts = agenda.counts();
    return new Remaining(plan, agenda, counts.trials() - counts.trialsDone(), failedBefore, aside);
  }

  /** What is about to happen. */
  String words(Sweep sweep, String folder) {
    int all = agenda.counts().trials();
    String text =
        String.format(
            Locale.ROOT,
            "%s: %s%n%d trials, %d done already, %d to run; store in %s",
            sweep.name(),
            sweep.question().strip(),
            all,
            all - trials - failedBefore - aside,
            trials,
            folder);
    String end = System.lineSeparator();
    return text
        + (failedBefore == 0
            ? ""
            : end + failedBefore + " failed before and are skipped; --retry-failed runs only those")
        + (aside == 0 ? "" : end + aside + " have not run yet and are skipped");
  }
}
