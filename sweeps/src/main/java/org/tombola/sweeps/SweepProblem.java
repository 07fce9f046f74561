package org.tombola.sweeps;

import org.jspecify.annotations.Nullable;
import org.tombola.method.Shown;

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
  private static final int LONGEST_PATH = 120;
  private static final int LONGEST_MESSAGE = 1500;

  /** One line, without the file's name: {@code 12: ticket.sparsty: unknown parameter; ...}. */
  @Override
  public String toString() {
    return (line == 0 ? "" : line + ": ")
        + (path.isEmpty() ? "" : Shown.line(path, LONGEST_PATH) + ": ")
        + Shown.line(message, LONGEST_MESSAGE)
        + (suggestion == null ? "" : "; did you mean \"" + suggestion + "\"?");
  }
}
