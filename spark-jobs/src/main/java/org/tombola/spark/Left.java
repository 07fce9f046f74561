package org.tombola.spark;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tombola.spark.crew.Done;
import org.tombola.spark.table.Store;
import org.tombola.sweeps.Agenda;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.Sweep;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;

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
    Done done = Done.in(store);
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
    Set<String> finished = store.stages().finished();
    Agenda agenda =
        new Agenda(
            plan,
            settled,
            done.stopped(),
            null,
            finished::contains,
            stage -> standing(stage, store.stages()));
    Agenda.Counts counts = agenda.counts();
    return new Left(agenda, counts.trials() - counts.trialsDone(), failedBefore);
  }

  /** How a training stands, by its own result or that of the whole training. */
  private static Agenda.Standing standing(Stage.Train stage, Artifacts artifacts) {
    return artifacts
        .describe(stage.fingerprint())
        .or(() -> artifacts.describe(new Stage.Train(stage.training()).fingerprint()))
        .map(StageResult::read)
        .map(StageResult::trained)
        .map(
            trained ->
                new Agenda.Standing(trained.diverged() != 0, trained.bestRobust(stage.until())))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot compare trainings: the result of stage "
                        + stage.fingerprint()
                        + " is missing"));
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
