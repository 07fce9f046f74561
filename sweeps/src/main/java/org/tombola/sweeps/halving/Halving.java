package org.tombola.sweeps.halving;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tombola.method.Canonical;
import org.tombola.method.SettingPath;
import org.tombola.trial.TrialSpec;

/**
 * Early stopping by successive halving, in the asynchronous spirit of ASHA (Li et al. 2020, arXiv
 * 1810.05934), on robust accuracy on validation images.
 *
 * <p>Candidates are the trials of one setting at all their seeds; they are compared after the first
 * rung's epochs, after {@code reduction} times as many, and so on. ASHA sends a candidate on when
 * it is among the best of those seen so far, since it does not know which are still to come; a
 * sweep does, so here a candidate goes on once its place among the best of all is certain, and what
 * is stopped does not depend on which executor was faster.
 *
 * @param over paths of the settings whose values compete; trials that differ in anything else never
 *     do
 * @param reduction of the candidates at each rung, one in so many goes on, rounded up
 * @param firstEpoch epochs done at the first rung; 0 for the schedule's first decay
 */
public record Halving(List<String> over, int reduction, int firstEpoch) {
  private static final SettingPath SEED = SettingPath.parse("seed");

  /** Keeps its own copy and checks the numbers. */
  public Halving {
    over = List.copyOf(over);
    if (over.isEmpty()) {
      throw new IllegalArgumentException("over must name at least one setting");
    }
    if (reduction < 2) {
      throw new IllegalArgumentException("reduction must be at least 2, not " + reduction);
    }
    if (firstEpoch < 0) {
      throw new IllegalArgumentException("first-epoch must be at least 1, not " + firstEpoch);
    }
  }

  /**
   * Trials that compete, by what they have in common: in each group the candidates, each the trials
   * of one setting, in order. A switch of tickets does not compete: it has no epochs to be compared
   * by, and its members' trainings are inputs, which are never stopped.
   */
  public <T> List<List<List<T>>> groups(List<T> trials, Function<T, TrialSpec> spec) {
    List<SettingPath> competing = over.stream().map(SettingPath::parse).toList();
    Map<String, Map<String, List<T>>> groups = new LinkedHashMap<>();
    for (T trial : trials) {
      if (!spec.apply(trial).training().leavesNetwork()) {
        continue;
      }
      ObjectNode tree = (ObjectNode) Canonical.tree(spec.apply(trial));
      SEED.put(tree, TrialSpec.class, NullNode.instance);
      String candidate = tree.toString();
      // trials that differ in nothing but these are the same without them
      competing.forEach(path -> path.put(tree, TrialSpec.class, NullNode.instance));
      groups
          .computeIfAbsent(tree.toString(), key -> new LinkedHashMap<>())
          .computeIfAbsent(candidate, key -> new ArrayList<>())
          .add(trial);
    }
    return groups.values().stream().map(group -> List.copyOf(group.values())).toList();
  }

  /**
   * Epochs done where trials that compete are compared, ascending: none after the shortest of them
   * ends, none before all their schedules have decayed, none that one of them takes for done.
   */
  public int[] rungs(List<TrialSpec> group) {
    OptionalInt first = firstEpoch > 0 ? OptionalInt.of(firstEpoch) : OptionalInt.of(1);
    int end = Integer.MAX_VALUE;
    int least = 1;
    for (TrialSpec spec : group) {
      end = Math.min(end, spec.training().epochs());
      least = Math.max(least, spec.training().ticket().startsAfter() + 1);
      if (firstEpoch == 0) {
        OptionalInt decay = spec.training().schedule().firstDecay(spec.training().epochs());
        first =
            first.isEmpty() || decay.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Math.max(first.getAsInt(), decay.getAsInt()));
      }
    }
    List<Integer> rungs = new ArrayList<>();
    for (long rung = Math.max(least, first.orElse(end)); rung < end; rung *= reduction) {
      rungs.add((int) rung);
    }
    return rungs.stream().mapToInt(Integer::intValue).toArray();
  }
}
