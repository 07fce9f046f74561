package org.tombola.sweeps;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of the settings of a file, whatever trials they were for. */
final class Ledger {
  private record Loss(Setting setting, Setting by) {}

  private final List<SweepProblem> twice = new ArrayList<>();

  /** By the value, which stands in the file once and may be in many trials. */
  private final Map<Located, Loss> losses = new IdentityHashMap<>();

  private final Set<Located> kept = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Two settings of one layer are of the same parameter: nobody can tell which is meant. */
  void twice(Setting one, Setting other) {
    Setting first = one.value().line() <= other.value().line() ? one : other;
    Setting second = first == one ? other : one;
    String message = "already written in line " + first.value().line() + ", as " + first.path();
    // without the value, of which an axis has several: they are one problem
    twice.add(new SweepProblem(second.value().line(), second.path().toString(), "", message, null));
  }

  /** A trial is without a setting, for another is in its place. */
  void lost(Setting setting, Setting by) {
    losses.put(setting.value(), new Loss(setting, by));
  }

  /** A trial has a setting. */
  void kept(Setting setting) {
    kept.add(setting.value());
  }

  /** Settings that are written twice, and those that are in no trial. */
  List<SweepProblem> problems() {
    List<SweepProblem> problems = new ArrayList<>(twice);
    for (Loss loss : losses.values()) {
      Setting setting = loss.setting();
      if (!kept.contains(setting.value())) {
        String message =
            "is in no trial, because line %d sets %s"
                .formatted(loss.by().value().line(), loss.by().path());
        problems.add(setting.value().problem(setting.path().toString(), message, null));
      }
    }
    return problems;
  }
}
