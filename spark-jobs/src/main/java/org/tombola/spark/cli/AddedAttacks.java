package org.tombola.spark.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tombola.method.Canonical;
import org.tombola.method.Refused;
import org.tombola.spark.dispatch.Names;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.Attacks;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.sweeps.agenda.Standings;
import org.tombola.trial.Stage;
import org.tombola.trial.TrialSpec;

/**
 * Attacks that are added to a store's trials after these were trained.
 *
 * @param plan trials still to attack
 * @param agenda of their evaluations: no training is on it
 * @param done trials that have been evaluated with all of the attacks
 * @param aside how many trials are passed over, by the reason
 */
record AddedAttacks(List<PlannedTrial> plan, Agenda agenda, int done, Map<String, Integer> aside) {

  /**
   * Compares attacks with a store.
   *
   * @param trials rows of the trials meant
   * @throws IllegalArgumentException with all reasons why they cannot be evaluated
   */
  static AddedAttacks of(Store store, Attacks attacks, List<StoredRow> trials) {
    Map<String, Set<String>> known = new HashMap<>();
    for (StoredRow row : store.read(Tables.EVALUATIONS, "settings")) {
      known.computeIfAbsent(row.id(), id -> new HashSet<>()).add(row.settings());
    }
    List<PlannedTrial> plan = new ArrayList<>();
    Map<String, Integer> aside = new TreeMap<>();
    Map<String, Integer> problems = new LinkedHashMap<>();
    int done = 0;
    for (StoredRow row : trials) {
      String id = row.id();
      String reason = aside(row);
      if (!reason.isEmpty()) {
        aside.merge(reason, 1, Integer::sum);
        continue;
      }
      try {
        Optional<PlannedTrial> attacked =
            attacks.on(planned(id, row), known.getOrDefault(id, Set.of()));
        attacked.ifPresent(plan::add);
        done += attacked.isPresent() ? 0 : 1;
      } catch (Refused e) {
        problems.merge(e.getMessage(), 1, Integer::sum);
      }
    }
    if (!problems.isEmpty()) {
      throw new Refused(
          problems.entrySet().stream()
              .map(
                  each -> "Cannot evaluate " + each.getValue() + " of the trials: " + each.getKey())
              .collect(Collectors.joining(System.lineSeparator())));
    }
    return new AddedAttacks(plan, agenda(plan, store), done, aside);
  }

  private static String aside(StoredRow row) {
    String outcome = row.outcome();
    if (!outcome.equals("completed")) {
      return outcome;
    }
    return row.current() ? "" : "of another science version";
  }

  private static PlannedTrial planned(String id, StoredRow row) {
    String json = row.spec();
    return new PlannedTrial(id, Canonical.read(json, TrialSpec.class), json);
  }

  private static Agenda agenda(List<PlannedTrial> plan, Store store) {
    Set<String> finished = store.stages().finished();
    Set<String> missing = new HashSet<>();
    List<PlannedTrial> untrained = new ArrayList<>();
    for (PlannedTrial trial : plan) {
      List<Stage> open =
          Stage.of(trial.spec()).stream()
              .filter(Stage.Evaluate.class::isInstance)
              .filter(stage -> !finished.contains(stage.fingerprint()))
              .toList();
      open.forEach(stage -> missing.add(stage.fingerprint()));
      if (open.stream()
          .flatMap(stage -> stage.inputs().stream())
          .anyMatch(input -> !finished.contains(input.fingerprint()))) {
        untrained.add(trial);
      }
    }
    if (!untrained.isEmpty()) {
      throw new Refused(untrained(untrained, plan, store));
    }
    return new Agenda(
        plan,
        Set.of(),
        null,
        // whatever else they need is there, or not needed again
        stage -> !missing.contains(stage),
        new Standings(store.stages().untouched(), finished::contains));
  }

  private static String untrained(List<PlannedTrial> which, List<PlannedTrial> plan, Store store) {
    String end = System.lineSeparator();
    Names names = Names.of(plan);
    return ("Cannot evaluate %d of %d trials: their trained networks are no longer in %s, and"
                + " evaluate trains nothing:")
            .formatted(which.size(), plan.size(), store.stages().folder())
        + which.stream()
            .map(trial -> end + "    " + names.of(trial) + " (" + trial.id() + ")")
            .collect(Collectors.joining())
        + end
        + which.stream()
            .map(trial -> "'" + trial.id() + "'")
            .collect(Collectors.joining(", ", "--where \"trial_id not in (", ")\""))
        + " excludes them";
  }

  /** What is about to happen. */
  String words(Store store) {
    String passed =
        aside.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey())
            .collect(Collectors.joining(", "));
    int all = plan.size() + done;
    return "%d completed trials, %d evaluated already, %d to evaluate%s; store in %s"
        .formatted(
            all, done, plan.size(), passed.isEmpty() ? "" : ", skipped: " + passed, store.folder());
  }
}
