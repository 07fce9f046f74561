package org.tombola.spark;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tombola.spark.crew.Done;
import org.tombola.spark.table.Store;
import org.tombola.sweeps.Agenda;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.Standings;
import org.tombola.sweeps.Sweep;

/**
 * What is left of a sweep, given what its store holds.
 *
 * @param agenda of the rest
 * @param trials to run
 * @param failedBefore trials that failed in an earlier run and are left as they are
 */
record Left(Agenda agenda, int trials, int failedBefore) {

  /**
   * Compares a sweep with its store.
   *
   * @param onlyFailed whether just the trials that failed before are run
   */
  static Left of(Sweep sweep, Store store, boolean onlyFailed) {
    List<PlannedTrial> plan = sweep.plan().trials();
    boolean there = store.exists();
    Done done = there ? Done.in(store) : new Done(Set.of(), Map.of(), Set.of());
    Set<String> settled = new HashSet<>();
    int failedBefore = 0;
    for (PlannedTrial trial : plan) {
      String id = trial.id();
      boolean failed = done.failed().contains(id);
      if (onlyFailed ? !failed : failed || done.done().contains(id)) {
        settled.add(id);
        failedBefore += failed ? 1 : 0;
      }
    }
    Set<String> finished = there ? store.stages().finished() : Set.of();
    Agenda agenda =
        new Agenda(
            plan,
            settled,
            done.stopped(),
            sweep.halving(),
            finished::contains,
            new Standings(store.stages(), finished::contains));
    Agenda.Counts counts = agenda.counts();
    return new Left(agenda, counts.trials() - counts.trialsDone(), failedBefore);
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
            all - trials - failedBefore,
            trials,
            folder);
    return failedBefore == 0
        ? text
        : text
            + System.lineSeparator()
            + failedBefore
            + " failed before and are left as they are; --retry-failed runs just those";
  }
}
