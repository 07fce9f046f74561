package org.tombola.sweeps;

/** A trial on the agenda. */
final class Entry {
  final PlannedTrial trial;

  /** Whether nothing is to be written about it any more. */
  boolean closed;

  Entry(PlannedTrial trial) {
    this.trial = trial;
  }
}
