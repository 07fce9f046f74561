package org.tombola.method;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading settings: a value, or all that is wrong with them.
 *
 * @param value null where there are problems
 * @param problems all of them, in the order of the settings; empty where there is a value
 * @param <T> what was wanted
 */
public record Bound<T>(@Nullable T value, List<Problem> problems) {
  /**
   * The value.
   *
   * @throws IllegalArgumentException with all problems, where there are any
   */
  public T orThrow() {
    if (value == null) {
      throw new Refused(
          "Cannot read settings: "
              + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    }
    return value;
  }
}
