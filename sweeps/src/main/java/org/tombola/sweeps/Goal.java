package org.tombola.sweeps;

/** Stages that have to be there before something can be decided or written about a trial. */
final class Goal {
  final Entry entry;

  /** Epochs trained where it is reached. */
  final int until;

  /** Whether the trial is compared here, and not yet done with. */
  final boolean rung;

  /** Stages that are not there yet. */
  int missing;

  Goal(Entry entry, int until, boolean rung) {
    this.entry = entry;
    this.until = until;
    this.rung = rung;
  }
}
