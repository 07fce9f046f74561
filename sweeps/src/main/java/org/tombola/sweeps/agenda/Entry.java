package org.tombola.sweeps.agenda;

import org.jspecify.annotations.Nullable;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.halving.Contest;

/** A trial on the agenda. */
final class Entry {
  /** What becomes of a trial. */
  enum Fate {
    /** It goes on until a decision says otherwise. */
    OPEN,
    /** It goes on whatever is decided: all of its training is needed, or there already. */
    SPARED,
    /** It ends where it stands. */
    ENDING,
    /** Its rows are there, or about to be written. */
    CLOSED
  }

  /**
   * Where it competes.
   *
   * @param seed index among the candidate's seeds
   */
  record Place(Contest<Entry> contest, Contest.Candidate<Entry> candidate, int seed) {}

  final PlannedTrial trial;
  Fate fate = Fate.OPEN;
  @Nullable Place place;

  /** Epochs done of the row that is there already; 0 where none is. */
  int row;

  Entry(PlannedTrial trial) {
    this.trial = trial;
  }
}
