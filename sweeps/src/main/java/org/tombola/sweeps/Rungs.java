package org.tombola.sweeps;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tombola.trial.Stage;

/** After which epochs trainings are wanted before their end. */
final class Rungs {
  private static final TreeMap<Integer, Stage> NONE = new TreeMap<>();

  private final Map<Stage, TreeMap<Integer, Stage>> shorter = new HashMap<>();

  /** Says that a training is wanted as far as a stage takes it. */
  void put(Stage stage) {
    shorter.computeIfAbsent(stage.whole(), none -> new TreeMap<>()).put(stage.until(), stage);
  }

  /** The last of them before a training's end; null where there is none. */
  @Nullable Stage before(Stage stage) {
    Map.Entry<Integer, Stage> before =
        shorter.getOrDefault(stage.whole(), NONE).lowerEntry(stage.until());
    return before == null ? null : before.getValue();
  }
}
