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
   * @param layer it was put with
   */
  private record Placed(String path, Setting setting, int layer) {}

  private final ObjectNode tree;
  private final List<Placed> placed;
  private final Ledger ledger;
  private final int layer;

  Draft(Ledger ledger) {
    this(JsonNodeFactory.instance.objectNode(), new ArrayList<>(), ledger, 0);
  }

  private Draft(ObjectNode tree, List<Placed> placed, Ledger ledger, int layer) {
    this.tree = tree;
    this.placed = placed;
    this.ledger = ledger;
    this.layer = layer;
  }

  Draft copy() {
    return new Draft(tree.deepCopy(), new ArrayList<>(placed), ledger, layer);
  }

  /** A copy whose further settings may differ from those it has: they are a layer of their own. */
  Draft above() {
    return new Draft(tree.deepCopy(), new ArrayList<>(placed), ledger, layer + 1);
  }

  /** The order in which the settings of one layer are put: what stands higher first. */
  static final Comparator<Setting> ORDER = Comparator.comparingInt(Setting::depth);

  SettingPath.Result put(Setting setting) {
    SettingPath.Result result =
        setting.path().put(tree, TrialSpec.class, setting.value().json().deepCopy());
    if (result.fate() == SettingPath.Fate.PUT) {
      placed.removeIf(earlier -> lost(earlier, result.path(), setting));
      placed.add(new Placed(result.path(), setting, layer));
    }
    return result;
  }

  /** Whether an earlier setting is not in the tree any more; two of one layer are told of. */
  private boolean lost(Placed earlier, String path, Setting setting) {
    String below = rest(path, earlier.path());
    String above = rest(earlier.path(), path);
    boolean both =
        above != null || (below != null && earlier.setting().value().below(below) != null);
    // a path with a method's name is that method's alone, the other one all the others'
    boolean named = earlier.path().equals(path) && setting.depth() > earlier.setting().depth();
    if (both && earlier.layer() == layer && !named) {
      ledger.twice(earlier.setting(), setting);
    }
    boolean gone =
        named
            || (above != null
                && !above.isEmpty()
                && setting.value().below(above) == null
                && tree.at("/" + earlier.path().replace('.', '/')).isMissingNode());
    if (gone) {
      ledger.lost(earlier.setting(), setting);
    }
    return gone;
  }

  Bound<TrialSpec> bind() {
    placed.forEach(each -> ledger.kept(each.setting()));
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
