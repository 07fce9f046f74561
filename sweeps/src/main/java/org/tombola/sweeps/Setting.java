package org.tombola.sweeps;

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

  /** How deep the place lies: what stands higher is set first. */
  int depth() {
    return path.names().size();
  }
}
