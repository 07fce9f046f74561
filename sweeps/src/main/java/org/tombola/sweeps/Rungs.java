package org.tombola.sweeps;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.tombola.trial.Stage;
import org.tombola.trial.Training;

/** After which epochs the state of a training is wanted before it ends. */
final class Rungs {
  private final Map<Training, int[]> epochs = new HashMap<>();

  /** Says where a training is wanted: epochs done, ascending. */
  void put(Training training, int[] rungs) {
    epochs.merge(
        training,
        rungs,
        (a, b) -> IntStream.concat(IntStream.of(a), IntStream.of(b)).sorted().distinct().toArray());
  }

  /** The last of them before a training's end; 0 where there is none. */
  int before(Stage.Train train) {
    int before = 0;
    for (int rung : epochs.getOrDefault(train.training(), NONE)) {
      before = rung < train.until() ? rung : before;
    }
    return before;
  }

  private static final int[] NONE = {};
}
