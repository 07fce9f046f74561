package org.tombola.sweeps.agenda;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.tombola.method.Canonical;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Cost;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;

/**
 * How long a pass has taken here, by the results of past stages: their seconds by the passes that
 * were foretold, so that images broken soon are counted in.
 */
public final class Rates {
  /** Results read of each setting, and of stages that are not the sweep's own. */
  private static final int SAMPLE = 16;

  private static final int OTHERS = 100;

  private final Artifacts artifacts;
  private final Map<Workload.PassKind, List<Double>> seconds = new HashMap<>();

  private Rates(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Reads a sample of the results: of the sweep's own stages first, then of others.
   *
   * @param finished fingerprints of those there are
   */
  public static Rates of(List<PlannedTrial> sweep, Artifacts artifacts, Set<String> finished) {
    Rates rates = new Rates(artifacts);
    if (finished.isEmpty()) {
      return rates;
    }
    Set<String> seen = new HashSet<>();
    for (PlannedTrial trial : sweep) {
      for (Stage stage : Stage.of(trial.spec())) {
        List<Double> known = rates.seconds.get(Workload.PassKind.of(stage));
        if (known == null || known.size() < SAMPLE) {
          String fingerprint = stage.fingerprint();
          if (finished.contains(fingerprint) && seen.add(fingerprint)) {
            rates.read(fingerprint);
          }
        }
      }
    }
    // fingerprints are hashes: their order is as good as a draw, and always the same
    new TreeSet<>(finished)
        .stream().filter(each -> !seen.contains(each)).limit(OTHERS).forEach(rates::read);
    return rates;
  }

  private void read(String fingerprint) {
    try {
      artifacts.describe(fingerprint).map(StageResult::read).ifPresent(this::add);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // of a newer version, or one that knows other methods: it tells nothing about this one's
    }
  }

  private void add(StageResult result) {
    boolean whole = result.found().outcome() instanceof Outcome.Completed;
    if (whole && result.seconds() > 0 && result.passes().total() > 0) {
      Stage stage = Canonical.read(result.stage(), Stage.class);
      seconds
          .computeIfAbsent(Workload.PassKind.of(stage), setting -> new ArrayList<>())
          .add(result.seconds() / Cost.of(stage).passes().total());
    }
  }

  /** Number of results that tell. */
  public int results() {
    return seconds.values().stream().mapToInt(List::size).sum();
  }

  /**
   * Seconds a foretold pass takes in a setting, the median of those seen; of the other kind of
   * stage where none of this kind has run, empty where none of either has.
   */
  public OptionalDouble seconds(Workload.PassKind setting) {
    List<Double> seen = new ArrayList<>(seconds.getOrDefault(setting, List.of()));
    if (seen.isEmpty()) {
      seconds.forEach(
          (other, values) -> {
            if (new Workload.PassKind(setting.kind(), other.network(), other.data(), other.batch())
                .equals(setting)) {
              seen.addAll(values);
            }
          });
    }
    Collections.sort(seen);
    int half = seen.size() / 2;
    return seen.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            seen.size() % 2 == 1 ? seen.get(half) : (seen.get(half - 1) + seen.get(half)) / 2);
  }
}
