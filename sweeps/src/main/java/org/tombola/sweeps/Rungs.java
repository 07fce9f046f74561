package org.tombola.sweeps;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.tombola.trial.Stage;
import org.tombola.trial.Training;

/** After which epochs trainings are wanted before their end. */
final class Rungs {
  private final Map<Training, TreeSet<Integer>> epochs = new HashMap<>();

  /** Says that a training is wanted after some epochs. */
  void put(Training training, int... rungs) {
    TreeSet<Integer> known = epochs.computeIfAbsent(training, none -> new TreeSet<>());
    for (int rung : rungs) {
      known.add(rung);
    }
  }

  /** The last of them before a training's end; 0 where there is none. */
  int before(Stage.Train train) {
    TreeSet<Integer> known = epochs.get(train.training());
    Integer before = known == null ? null : known.lower(train.until());
    return before == null ? 0 : before;
  }
}
