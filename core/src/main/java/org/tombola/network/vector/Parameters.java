package org.tombola.network.vector;

import org.tombola.network.ParameterLayout.Slice;

/** The parameters of a network and of those beside it, and when they last changed. */
final class Parameters {
  final float[] flat;

  private long version;

  Parameters(int length) {
    flat = new float[length];
  }

  /** Another number after each change; running statistics move without one. */
  long version() {
    return version;
  }

  /** Says that they were changed. */
  void changed() {
    version++;
  }

  void assign(float[] values) {
    System.arraycopy(values, 0, flat, 0, flat.length);
    changed();
  }

  void assign(Slice slice, float[] values) {
    System.arraycopy(values, 0, flat, slice.offset(), slice.length());
    changed();
  }
}
