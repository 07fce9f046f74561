package org.tombola.sweeps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Canonical;
import org.tombola.method.Family;
import org.tombola.method.Names;
import org.tombola.method.SettingPath;
import org.tombola.sweeps.halving.Halving;
import org.tombola.train.Schedule;
import org.tombola.trial.TrialSpec;

/** Reads what a sweep file says of early stopping. */
final class HalvingReader {
  private static final String AT = "early-stopping";
  private static final List<String> KEYS = List.of("over", "reduction", "first-epoch");
  private static final int REDUCTION = 3;

  private final Located written;
  private final List<TrialSpec> trials;
  private final List<SweepProblem> problems;

  HalvingReader(Located written, List<TrialSpec> trials, List<SweepProblem> problems) {
    this.written = written;
    this.trials = trials;
    this.problems = problems;
  }

  /** What it says; null where that is wrong. */
  @Nullable Halving read() {
    int before = problems.size();
    if (!written.json().isObject()) {
      problem(
          "", written, "must be a map of " + String.join(", ", KEYS) + ", not " + written.show());
      return null;
    }
    written
        .fields()
        .forEach(
            (key, value) -> {
              if (!KEYS.contains(key)) {
                String near = Names.nearest(key, KEYS).orElse(null);
                problems.add(value.problem(AT + "." + key, "unknown key", near));
              }
            });
    List<String> over = over();
    int reduction = number("reduction", 2, REDUCTION);
    int first = number("first-epoch", 1, 0);
    if (problems.size() > before) {
      return null;
    }
    Halving halving = new Halving(over, reduction, first);
    idle(halving);
    return halving;
  }

  private List<String> over() {
    Located list = written.fields().get("over");
    if (list == null || !list.json().isArray() || list.items().isEmpty()) {
      problem(
          ".over",
          list == null ? written : list,
          "must be a list of settings whose values compete, such as [optimizer.learning-rate]");
      return List.of();
    }
    List<String> over = new ArrayList<>();
    for (Located item : list.items()) {
      String path = item.json().asText();
      Optional<String> wrong = Setting.wrong(path);
      if (wrong.isPresent() || !item.json().isTextual()) {
        problem(".over", item, wrong.orElse("must be paths of settings, not " + item.show()));
      } else if (path.equals("seed") || path.equals("evaluate")) {
        problem(
            ".over", item, path + " never competes: a candidate is one setting at all its seeds");
      } else if (!trials.isEmpty()) {
        know(path, item);
      }
      over.add(path);
    }
    return over;
  }

  /** A path that no trial has a place for is a slip. */
  private void know(String text, Located item) {
    SettingPath path = SettingPath.parse(text);
    Set<String> known = new LinkedHashSet<>();
    String unknown = text;
    for (TrialSpec trial : trials) {
      ObjectNode tree = (ObjectNode) Canonical.tree(trial);
      SettingPath.Result result = path.put(tree, TrialSpec.class, NullNode.instance);
      if (result.fate() == SettingPath.Fate.PUT) {
        return;
      }
      unknown = result.name();
      known.addAll(result.known());
    }
    String near = path.nearest(unknown, known).orElse(null);
    problems.add(item.problem(AT + ".over", "unknown setting " + text, near));
  }

  private int number(String key, int least, int otherwise) {
    Located value = written.fields().get(key);
    if (value == null) {
      return otherwise;
    }
    JsonNode json = value.json();
    if (!json.isIntegralNumber() || !json.canConvertToInt() || json.intValue() < least) {
      problem(
          "." + key,
          value,
          "must be a whole number of at least " + least + ", not " + value.show());
      return otherwise;
    }
    return json.intValue();
  }

  /** What would be compared too late, or with nothing, is no early stopping. */
  private void idle(Halving halving) {
    boolean competing = false;
    for (List<List<TrialSpec>> group : halving.groups(trials, trial -> trial)) {
      if (group.size() > 1) {
        competing = true;
        List<TrialSpec> all = group.stream().flatMap(List::stream).toList();
        if (halving.rungs(all).length == 0) {
          late(halving, all);
        }
      }
    }
    if (!competing && !trials.isEmpty()) {
      problem(
          "",
          written,
          "would never stop anything: no two trials differ in "
              + String.join(" or ", halving.over())
              + " alone");
    }
  }

  private void late(Halving halving, List<TrialSpec> group) {
    int end = group.stream().mapToInt(trial -> trial.training().epochs()).min().orElseThrow();
    if (halving.firstEpoch() > 0) {
      problem(
          ".first-epoch",
          written.fields().getOrDefault("first-epoch", written),
          "must be below the epochs of the trials, " + end + ", not " + halving.firstEpoch());
      return;
    }
    for (TrialSpec trial : group) {
      OptionalInt decay = trial.training().schedule().firstDecay(trial.training().epochs());
      if (decay.isEmpty() || decay.getAsInt() >= end) {
        String name = Family.of(Schedule.class).of(trial.training().schedule()).name();
        problem(
            "",
            written,
            "would never stop anything: schedule "
                + name
                + (decay.isEmpty()
                    ? " never decays"
                    : " first decays in epoch " + decay.getAsInt() + " of " + end)
                + "; give first-epoch");
        return;
      }
    }
  }

  private void problem(String below, Located at, String message) {
    problems.add(at.problem(AT + below, message, null));
  }
}
