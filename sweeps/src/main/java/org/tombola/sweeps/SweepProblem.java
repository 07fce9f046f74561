package org.tombola.sweeps;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a sweep file.
 *
 * @param line from 1; 0 for the file as a whole
 * @param path of the setting, as written; empty for the file as a whole
 * @param value what stands there, cut where it is long; empty where nothing does
 * @param message what is wrong
 * @param suggestion what may have been meant; null where nothing is near
 */
public record SweepProblem(
    int line, String path, String value, String message, @Nullable String suggestion) {
  /** One line, without the file's name: {@code 12: ticket.sparsty: unknown parameter; ...}. */
  @Override
  public String toString() {
    return (line == 0 ? "" : line + ": ")
        + (path.isEmpty() ? "" : path + ": ")
        + message
        + (suggestion == null ? "" : "; did you mean \"" + suggestion + "\"?");
  }
}
