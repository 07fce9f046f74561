package org.tombola.train;

import java.util.Map;

/** Arrays of a state. */
final class Remembered {
  private Remembered() {}

  /**
   * An array of a state.
   *
   * @throws IllegalArgumentException if it is not there, or of another length
   */
  static float[] floats(Map<String, Object> state, String name, int length) {
    if (state.get(name) instanceof float[] array && array.length == length) {
      return array;
    }
    throw new IllegalArgumentException(
        "Cannot go on: the state is of another training than one with %d numbers of %s"
            .formatted(length, name));
  }
}
