package org.tombola.sweeps.agenda;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tombola.trial.Stage;

/** After which epochs trainings are wanted before their end: longer ones go on from there. */
final class Rungs {
  private static final TreeMap<Integer, Stage> NONE = new TreeMap<>();

  private final Map<Stage, TreeMap<Integer, Stage>> shorter = new HashMap<>();

  /** Where trials compare trainings, or need them as they are before their end. */
  Rungs(List<Entry> entries) {
    for (Entry entry : entries) {
      Stage.of(entry.trial.spec()).stream()
          .filter(stage -> stage.partOf(stage.whole()))
          .forEach(this::put);
      if (entry.place != null) {
        for (int rung : entry.place.contest().rungs()) {
          put(new Stage.Train(entry.trial.spec().training(), rung));
        }
      }
    }
  }

  private void put(Stage stage) {
    shorter.computeIfAbsent(stage.whole(), none -> new TreeMap<>()).put(stage.until(), stage);
  }

  /** The last of them before a training's end; null where there is none. */
  @Nullable Stage before(Stage stage) {
    Map.Entry<Integer, Stage> before =
        shorter.getOrDefault(stage.whole(), NONE).lowerEntry(stage.until());
    return before == null ? null : before.getValue();
  }
}
