package org.tombola.spark.answer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;
import org.tombola.spark.schema.Settings;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.published.Measure;
import org.tombola.sweeps.published.Paper;
import org.tombola.sweeps.published.Papers;

/**
 * What a store's trials came to, by what papers measure.
 *
 * @param values by trial, measure and attack
 * @param dense the dense trial of the same seed and otherwise equal settings, by trial
 */
record Values(Map<Key, Double> values, Map<String, String> dense) {
  /** What training took, and what had to come before. */
  static final List<String> PASSES =
      Stream.of("before_", "training_")
          .flatMap(
              part ->
                  Stream.of("forward", "input_gradient", "parameter_gradient")
                      .map(kind -> part + "passes_" + kind))
          .toList();

  /**
   * What a value is of.
   *
   * @param by the attack, as a paper's table names it; empty for the first of the trial
   */
  private record Key(String trial, Measure measure, Map<String, String> by) {}

  /**
   * Those of a store.
   *
   * @param answer at best rates
   */
  static Values of(Answer answer, Store store) {
    Values all = new Values(new HashMap<>(), new HashMap<>());
    Map<List<Object>, Double> costs = new HashMap<>();
    List<Trial> trials =
        answer.methods().stream().flatMap(method -> method.trials().stream()).toList();
    for (Trial trial : trials) {
      for (Measure measure : Measure.values()) {
        // NaN, which is not put, where trials have no such column
        all.put(trial.id(), measure, Map.of(), trial.number(measure));
      }
      if (trial.ticket().equals("dense")) {
        costs.merge(price(trial), passes(trial), Math::max);
      }
    }
    for (Trial trial : trials) {
      Double whole = costs.get(price(trial));
      if (whole != null && whole > 0) {
        all.put(trial.id(), Measure.PASSES_RATIO, Map.of(), passes(trial) / whole);
      }
    }
    for (Method method : answer.methods()) {
      if (!method.dense()) {
        answer
            .dense(method)
            .ifPresent(
                dense ->
                    method.paired(dense, (trial, twin) -> all.dense.put(trial.id(), twin.id())));
      }
    }
    all.attacks(store);
    all.transfers(
        store, trials.stream().collect(Collectors.toMap(Trial::id, trial -> trial.text("attack"))));
    store
        .read(Tables.KERNELS, "epoch", "kernel_distance")
        .forEach(
            row -> {
              if (row.whole("epoch").orElse(-1) == 0) {
                double distance = row.real("kernel_distance").orElse(Double.NaN);
                all.put(row.id(), Measure.KERNEL_DISTANCE, Map.of(), distance);
              }
            });
    return all;
  }

  /** Network passes of its training and of what came before. */
  private static double passes(Trial trial) {
    return PASSES.stream().mapToDouble(name -> trial.row().whole(name).orElse(0)).sum();
  }

  private static List<Object> price(Trial trial) {
    return List.of(trial.text("data"), trial.text("network"), trial.text("recipe"), trial.seed());
  }

  /** Test accuracies under the attacks that papers' tables name. */
  private void attacks(Store store) {
    List<Map<String, String>> named = new ArrayList<>();
    Papers.all().forEach(paper -> paper.tables().forEach(table -> named.add(table.ours())));
    named.removeIf(Map::isEmpty);
    for (StoredRow row :
        store.read(
            Tables.EVALUATIONS,
            "attack",
            "settings",
            "checkpoint",
            "split",
            "robust_accuracy",
            "standard_accuracy")) {
      boolean best = row.of(Checkpoint.BEST, SplitName.TEST);
      if (best || row.of(Checkpoint.FINAL, SplitName.TEST)) {
        for (Map<String, String> by : named) {
          if (fits(by, row)) {
            Measure ra = best ? Measure.TEST_RA_BEST : Measure.TEST_RA_FINAL;
            put(row.id(), ra, by, row.real("robust_accuracy").getAsDouble());
            Measure sa = best ? Measure.TEST_SA_BEST : Measure.TEST_SA_FINAL;
            put(row.id(), sa, by, row.real("standard_accuracy").getAsDouble());
          }
        }
      }
    }
  }

  private static boolean fits(Map<String, String> by, StoredRow row) {
    String attack = row.attack();
    return by.entrySet().stream()
        .allMatch(
            asked ->
                asked.getKey().equals("attack")
                    ? attack.equals(asked.getValue())
                    : Candidate.is(
                        Settings.of(row.settings()).tree().path(attack).path(asked.getKey()),
                        asked.getValue()));
  }

  /** Means over the pairs of a switch's tickets, under the first attack of its trial. */
  private void transfers(Store store, Map<String, String> first) {
    Map<Key, List<Double>> cells = new HashMap<>();
    for (StoredRow row :
        store.read(
            Tables.TRANSFERS,
            "attack",
            "checkpoint",
            "split",
            "source_sparsity",
            "target_sparsity",
            "accuracy")) {
      if (row.of(Checkpoint.BEST, SplitName.TEST) && row.attack().equals(first.get(row.id()))) {
        boolean same = row.real("source_sparsity").equals(row.real("target_sparsity"));
        Measure measure = same ? Measure.TRANSFER_SAME : Measure.TRANSFER_OTHER;
        cells
            .computeIfAbsent(new Key(row.id(), measure, Map.of()), key -> new ArrayList<>())
            .add(row.real("accuracy").getAsDouble());
      }
    }
    cells.forEach(
        (key, all) ->
            values.put(key, all.stream().mapToDouble(Double::doubleValue).average().orElseThrow()));
  }

  /** The lowest where an attack was run in several ways. */
  private void put(String trial, Measure measure, Map<String, String> by, double value) {
    // a network without convolutions costs nothing by the paper's rule: its ratio is no number
    if (Double.isFinite(value)) {
      values.merge(new Key(trial, measure, by), value, Math::min);
    }
  }

  /** Of some trials, those that have one. */
  double[] of(List<String> trials, Measure measure, Paper.Source table) {
    return trials.stream()
        .map(trial -> values.get(new Key(trial, measure, table.ours())))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /** How much higher than dense of the same seed, where both have one. */
  double[] overDense(List<String> trials, Measure measure, Paper.Source table) {
    List<Double> differences = new ArrayList<>();
    for (String trial : trials) {
      Double own = values.get(new Key(trial, measure, table.ours()));
      String twin = dense.get(trial);
      Double its = twin == null ? null : values.get(new Key(twin, measure, table.ours()));
      if (own != null && its != null) {
        differences.add(own - its);
      }
    }
    return differences.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
