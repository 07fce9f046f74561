package org.tombola.network.vector;

import org.jspecify.annotations.Nullable;

/**
 * What a kernel reads and writes.
 *
 * @param x read, from an index on
 * @param y written, from an index on
 * @param start what sums begin with, 16 numbers an output; null to add to what stands in y
 */
record Ends(float[] x, int from, float[] y, int to, float @Nullable [] start) {
  /** The same, adding to what was written. */
  Ends again() {
    return start == null ? this : new Ends(x, from, y, to, null);
  }
}
