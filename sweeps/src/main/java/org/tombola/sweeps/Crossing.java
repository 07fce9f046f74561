package org.tombola.sweeps;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.tombola.method.SettingPath;
import org.tombola.method.SettingPath.Fate;

/** Crosses the axes of one grid over a draft. */
final class Crossing {
  /** Whether an axis has met a method it is a parameter of, and what else the others have. */
  private static final class Use {
    private boolean met;
    private String unknown = "";
    private final Set<String> known = new LinkedHashSet<>();
  }

  private final List<Axis> axes;
  private final List<Use> uses;

  /** The axes by depth, so that ticket.sparsity meets the method that ticket chose. */
  private final List<Integer> order;

  Crossing(List<Axis> axes) {
    this.axes = axes;
    uses = axes.stream().map(axis -> new Use()).toList();
    order =
        IntStream.range(0, axes.size())
            .boxed()
            .sorted((a, b) -> axes.get(a).depth() - axes.get(b).depth())
            .toList();
  }

  /** Number of combinations. */
  double size() {
    return axes.stream().mapToDouble(axis -> axis.values().size()).reduce(1, (a, b) -> a * b);
  }

  /** Hands on one draft for each combination of values; the last axis turns fastest. */
  void over(Draft base, Consumer<Draft> each) {
    cross(base, new ArrayList<>(), each);
  }

  /** The axes that no combination had a place for. */
  List<SweepProblem> unused() {
    List<SweepProblem> problems = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      Use use = uses.get(i);
      if (!use.met && !use.unknown.isEmpty()) {
        Axis axis = axes.get(i);
        String near = axis.path().nearest(use.unknown, use.known).orElse(null);
        problems.add(axis.written().problem(axis.path().toString(), "unknown parameter", near));
      }
    }
    return problems;
  }

  private void cross(Draft base, List<Located> chosen, Consumer<Draft> each) {
    if (chosen.size() < axes.size()) {
      for (Located value : axes.get(chosen.size()).values()) {
        chosen.add(value);
        cross(base, chosen, each);
        chosen.remove(chosen.size() - 1);
      }
      return;
    }
    Draft draft = base.copy();
    for (int i : order) {
      SettingPath.Result result = draft.put(new Setting(axes.get(i).path(), chosen.get(i)));
      Use use = uses.get(i);
      if (result.fate() == Fate.UNKNOWN) {
        use.unknown = result.name();
        use.known.addAll(result.known());
      } else {
        use.met = true;
      }
    }
    each.accept(draft);
  }
}
