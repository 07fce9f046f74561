package org.tombola.method;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a tree of settings.
 *
 * @param path of the value, segments joined by dots; empty for the whole tree
 * @param message what is wrong, with the value
 * @param suggestion what may have been meant; null where nothing is near
 */
public record Problem(String path, String message, @Nullable String suggestion) {
  /** One line: path, message, suggestion. */
  @Override
  public String toString() {
    return (path.isEmpty() ? "" : path + ": ")
        + message
        + (suggestion == null ? "" : "; did you mean \"" + suggestion + "\"?");
  }
}
