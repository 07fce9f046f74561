package org.tombola.network.vector;

import org.jspecify.annotations.Nullable;

/**
 * Sums, and the form in which their weights are kept: lists of those that are not 0 where these are
 * few, all of them packed where they are many. Both give the same numbers: each sum has the order
 * of inputs and taps, and what is 0 adds nothing.
 */
final class Kernels {
  /** Share of weights from which on reading all of them is faster than a list. */
  private static final double MANY = 0.5;

  private final Sums sums;
  private @Nullable Rows rows;
  private @Nullable Packed packed;

  Kernels(Sums sums) {
    this.sums = sums;
  }

  /** Looks at all weights: which of them are 0 decides on their form. */
  void choose(float[] parameters) {
    rows = null;
    int size = nonzero(parameters);
    if (size < MANY * sums.size() || sums.outputs().length < Packed.GROUP) {
      packed = null;
      rows = new Rows(sums, size, place -> parameters[place] != 0);
      rows.refresh(parameters);
    } else {
      packed = packed == null ? new Packed(sums) : packed;
      packed.refresh(parameters);
    }
  }

  private int nonzero(float[] parameters) {
    int nonzero = 0;
    for (int o = 0; o < sums.outputs().length; o++) {
      for (int i = 0; i < sums.inputs().length; i++) {
        for (int t = 0; t < sums.taps().length; t++) {
          nonzero += parameters[sums.place(o, i, t)] != 0 ? 1 : 0;
        }
      }
    }
    return nonzero;
  }

  /**
   * Takes the values of weights anew, where the same ones as before are not 0.
   *
   * @return whether none of those that are listed is 0
   */
  boolean refresh(float[] parameters) {
    if (rows != null) {
      return rows.refresh(parameters);
    }
    if (packed != null) {
      packed.refresh(parameters);
    }
    return true;
  }

  /**
   * Computes a block.
   *
   * @param start what sums begin with, 16 numbers an output; null to add to what stands in y
   */
  void run(float[] x, int from, float[] y, int to, float @Nullable [] start) {
    Kept kept = rows != null ? rows : packed;
    if (kept == null) {
      throw new IllegalStateException("Cannot compute a layer before its weights are known");
    }
    Ends ends = new Ends(x, from, y, to, start);
    for (int tile = 0; tile < sums.tiling().tiles(); tile++) {
      kept.run(ends, tile);
    }
  }
}
