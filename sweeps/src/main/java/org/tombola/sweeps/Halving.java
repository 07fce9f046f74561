package org.tombola.sweeps;

import java.util.List;

/**
 * Early stopping by successive halving.
 *
 * @param over paths of the settings whose values compete; trials that differ in anything else never
 *     do
 * @param reduction of the candidates at each rung, one in so many goes on
 * @param firstEpoch epochs done at the first rung; 0 for the schedule's first decay
 */
public record Halving(List<String> over, int reduction, int firstEpoch) {
  /** Keeps its own copy and checks the numbers. */
  public Halving {
    over = List.copyOf(over);
    if (reduction < 2) {
      throw new IllegalArgumentException("reduction is a number of at least 2, not " + reduction);
    }
    if (firstEpoch < 0) {
      throw new IllegalArgumentException(
          "first-epoch is a number of at least 1, not " + firstEpoch);
    }
  }
}
