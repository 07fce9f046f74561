package org.tombola.sweeps.agenda;

import java.util.List;
import org.tombola.trial.Stage;

/** Stages that have to be there before a trial is compared at a rung, or written. */
final class Goal {
  /** Stands for the rung where a trial is written. */
  static final int WRITE = -1;

  final Entry entry;

  /** Epochs trained where it is reached. */
  final int until;

  /** Index of the rung; {@link #WRITE} where the trial's rows are to be written. */
  final int rung;

  /** Stages that are not there yet. */
  int missing;

  Goal(Entry entry, int until, int rung) {
    this.entry = entry;
    this.until = until;
    this.rung = rung;
  }

  /** The trial's training, as far as the goal. */
  Stage.Train train() {
    return new Stage.Train(entry.trial.spec().training(), until);
  }

  /** The stages whose results are read where the goal is reached. */
  List<Stage> stages() {
    if (rung != WRITE) {
      return List.of(train());
    }
    if (until == entry.trial.spec().training().epochs()) {
      return Stage.of(entry.trial.spec());
    }
    return Stage.of(train());
  }
}
