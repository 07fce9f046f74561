package org.tombola.sweeps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Binding;
import org.tombola.method.Bound;
import org.tombola.method.Problem;
import org.tombola.method.SettingPath;
import org.tombola.trial.TrialSpec;

/** A trial while its settings are put together, layer upon layer. */
final class Draft {
  /**
   * A setting that is in the tree.
   *
   * @param path in full, with the methods' names
   * @param setting as written
   */
  private record Placed(String path, Setting setting) {}

  private final ObjectNode tree;
  private final List<Placed> placed;

  Draft() {
    this(JsonNodeFactory.instance.objectNode(), new ArrayList<>());
  }

  private Draft(ObjectNode tree, List<Placed> placed) {
    this.tree = tree;
    this.placed = placed;
  }

  Draft copy() {
    return new Draft(tree.deepCopy(), new ArrayList<>(placed));
  }

  /** The order in which the settings of one layer are put: what stands higher first. */
  static final Comparator<Setting> ORDER = Comparator.comparingInt(Setting::depth);

  SettingPath.Result put(Setting setting) {
    SettingPath.Result result =
        setting.path().put(tree, TrialSpec.class, setting.value().json().deepCopy());
    if (result.fate() == SettingPath.Fate.PUT) {
      placed.add(new Placed(result.path(), setting));
    }
    return result;
  }

  Bound<TrialSpec> bind() {
    return Binding.bind(tree, TrialSpec.class);
  }

  /** Where in the file a problem of this trial comes from. */
  SweepProblem locate(Problem problem, int otherwise) {
    SweepProblem nearest = null;
    for (int i = placed.size() - 1; i >= 0; i--) {
      Placed each = placed.get(i);
      if (rest(each.path(), problem.path()) != null && !each.path().equals(problem.path())) {
        // the problem is of a whole, and this part was set last
        String path = each.setting().path().toString();
        return each.setting().value().problem(path, problem.message(), problem.suggestion());
      }
      String rest = rest(problem.path(), each.path());
      if (rest != null) {
        Located value = each.setting().value().below(rest);
        if (value != null) {
          String path = each.setting().path() + rest;
          return value.problem(path, problem.message(), problem.suggestion());
        }
        if (nearest == null) {
          nearest =
              each.setting()
                  .value()
                  .problem(problem.path(), problem.message(), problem.suggestion());
        }
      }
    }
    return nearest != null
        ? nearest
        : new SweepProblem(otherwise, problem.path(), "", problem.message(), problem.suggestion());
  }

  /** What a path has below another; null where it does not lie below. */
  private static @Nullable String rest(String path, String above) {
    if (!path.startsWith(above)) {
      return null;
    }
    String rest = path.substring(above.length());
    return rest.isEmpty() || rest.startsWith(".") || rest.startsWith("[") ? rest : null;
  }
}
