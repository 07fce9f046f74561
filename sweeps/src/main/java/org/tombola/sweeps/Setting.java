package org.tombola.sweeps;

import java.util.Optional;
import org.tombola.method.SettingPath;

/**
 * A value for a place in a trial.
 *
 * @param path where
 * @param value what, with its line
 */
record Setting(SettingPath path, Located value) {
  static Setting of(String path, Located value) {
    return new Setting(SettingPath.parse(path), value);
  }

  /** What is wrong with the text of a path; empty where nothing is. */
  static Optional<String> wrong(String path) {
    boolean whole = SettingPath.parse(path).names().stream().noneMatch(name -> name.isBlank());
    return whole
        ? Optional.empty()
        : Optional.of("is not a path of a setting: its parts must be names, joined by single dots");
  }

  /** How deep the place lies: what stands higher is set first. */
  int depth() {
    return path.names().size();
  }
}
