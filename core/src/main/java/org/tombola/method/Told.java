package org.tombola.method;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An error whose message is a sentence for the user, "Cannot X: reason". The message of any other
 * error is for those who work on the program, and a user never sees it.
 */
public interface Told {
  /** The sentence, or several, one a line. */
  String getMessage();

  /** What there is to tell of an error: the outermost of its causes that a user may see. */
  static Optional<Told> of(Throwable error) {
    return first(error, Told.class);
  }

  /** The outermost of an error and its causes that is of a type. */
  static <T> Optional<T> first(Throwable error, Class<T> type) {
    Map<Throwable, Boolean> seen = new IdentityHashMap<>();
    for (Throwable each = error;
        each != null && seen.put(each, true) == null;
        each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }
}
