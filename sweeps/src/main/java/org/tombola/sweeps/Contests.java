package org.tombola.sweeps;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tombola.method.Canonical;
import org.tombola.method.SettingPath;
import org.tombola.trial.Stage;
import org.tombola.trial.Training;
import org.tombola.trial.TrialSpec;

/** Who competes with whom. */
final class Contests {
  private static final SettingPath SEED = SettingPath.parse("seed");

  private Contests() {}

  /**
   * Trials that compete, by what they have in common: in each group the candidates, each the trials
   * of one setting, in order. A switch of tickets does not compete: it has no epochs to be compared
   * by, and its members' trainings are inputs, which are never stopped.
   */
  static <T> List<List<List<T>>> groups(
      Halving halving, List<T> trials, java.util.function.Function<T, TrialSpec> spec) {
    List<SettingPath> over = halving.over().stream().map(SettingPath::parse).toList();
    Map<String, Map<String, List<T>>> groups = new LinkedHashMap<>();
    for (T trial : trials) {
      if (!spec.apply(trial).training().ticket().members().isEmpty()) {
        continue;
      }
      ObjectNode tree = (ObjectNode) Canonical.tree(spec.apply(trial));
      SEED.put(tree, TrialSpec.class, NullNode.instance);
      String candidate = tree.toString();
      // trials that differ in nothing but these are the same without them
      over.forEach(path -> path.put(tree, TrialSpec.class, NullNode.instance));
      groups
          .computeIfAbsent(tree.toString(), key -> new LinkedHashMap<>())
          .computeIfAbsent(candidate, key -> new ArrayList<>())
          .add(trial);
    }
    return groups.values().stream().map(group -> List.copyOf(group.values())).toList();
  }

  /** Gives every trial that competes its place, and tells where its training is compared. */
  static void open(Halving halving, List<Entry> entries, Rungs rungs) {
    Set<Stage> inputs = inputs(entries);
    for (List<List<Entry>> group : groups(halving, entries, entry -> entry.trial.spec())) {
      List<Contest.Candidate> candidates = new ArrayList<>();
      for (List<Entry> seeds : group) {
        Contest.Candidate candidate = new Contest.Candidate(candidates.size());
        candidate.seeds.addAll(seeds);
        candidates.add(candidate);
      }
      List<TrialSpec> specs =
          group.stream().flatMap(List::stream).map(entry -> entry.trial.spec()).toList();
      Contest contest = new Contest(candidates, halving.rungs(specs), halving.reduction());
      if (contest.rungs().length == 0) {
        continue;
      }
      for (Contest.Candidate candidate : candidates) {
        for (int seed = 0; seed < candidate.seeds.size(); seed++) {
          Entry entry = candidate.seeds.get(seed);
          Training training = entry.trial.spec().training();
          entry.place = new Entry.Place(contest, candidate, seed);
          entry.fate =
              inputs.contains(new Stage.Train(training)) ? Entry.Fate.SPARED : Entry.Fate.OPEN;
          for (int rung : contest.rungs()) {
            rungs.put(new Stage.Train(training, rung));
          }
        }
      }
    }
  }

  /** Trainings that others begin with: stopping them would stop those. */
  private static Set<Stage> inputs(List<Entry> entries) {
    Set<Stage> inputs = new HashSet<>();
    for (Entry entry : entries) {
      Stage own = new Stage.Train(entry.trial.spec().training());
      Stage.of(entry.trial.spec()).stream()
          .map(Stage::whole)
          .filter(whole -> !whole.equals(own))
          .forEach(inputs::add);
    }
    return inputs;
  }
}
