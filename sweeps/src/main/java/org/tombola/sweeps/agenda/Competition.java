package org.tombola.sweeps.agenda;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tombola.sweeps.halving.Contest;
import org.tombola.sweeps.halving.Halving;
import org.tombola.trial.Stage;
import org.tombola.trial.TrialSpec;

/** Who competes with whom. */
final class Competition {
  private Competition() {}

  /** Gives every trial that competes its place. */
  static void open(Halving halving, List<Entry> entries) {
    Set<Stage> inputs = inputs(entries);
    for (List<List<Entry>> group : halving.groups(entries, entry -> entry.trial.spec())) {
      List<TrialSpec> specs =
          group.stream().flatMap(List::stream).map(entry -> entry.trial.spec()).toList();
      Contest<Entry> contest = new Contest<>(group, halving.rungs(specs), halving.reduction());
      if (contest.rungs().length > 0) {
        contest.candidates().forEach(candidate -> place(contest, candidate, inputs));
      }
    }
  }

  private static void place(
      Contest<Entry> contest, Contest.Candidate<Entry> candidate, Set<Stage> inputs) {
    for (int seed = 0; seed < candidate.seeds().size(); seed++) {
      Entry entry = candidate.seeds().get(seed);
      entry.place = new Entry.Place(contest, candidate, seed);
      entry.fate =
          inputs.contains(new Stage.Train(entry.trial.spec().training()))
              ? Entry.Fate.SPARED
              : Entry.Fate.OPEN;
    }
  }

  /** Trainings that others begin with: stopping them would stop those. */
  private static Set<Stage> inputs(List<Entry> entries) {
    Set<Stage> inputs = new HashSet<>();
    for (Entry entry : entries) {
      Stage own = new Stage.Train(entry.trial.spec().training());
      Stage.of(entry.trial.spec()).stream()
          .map(Stage::whole)
          .filter(whole -> !whole.equals(own))
          .forEach(inputs::add);
    }
    return inputs;
  }
}
