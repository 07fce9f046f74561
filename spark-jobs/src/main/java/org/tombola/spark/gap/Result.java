package org.tombola.spark.gap;

import java.util.List;
import java.util.Map;
import org.tombola.method.Refused;
import org.tombola.spark.table.Row;
import org.tombola.spark.table.Settings;
import org.tombola.spark.table.Specs;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Tables;

/**
 * One trial's row as an analysis reads it.
 *
 * @param id of the trial
 * @param spec every setting by its path
 * @param row of the table
 * @param instead numbers that stand in place of the row's, by column
 * @param suspicion what is suspicious of its robust accuracies; empty where nothing is known to be
 */
record Result(
    String id, Map<String, String> spec, Row row, Map<String, Double> instead, String suspicion) {
  /** What an analysis reads, of many more columns. */
  static final List<String> COLUMNS =
      List.of(
          "trial_id",
          "spec",
          "seed",
          "data_settings",
          "attack",
          "science_version",
          "outcome",
          "failure_message",
          "stopped_epoch",
          "diverged_step",
          "sparsity_reached",
          "empty_layers",
          "best_validation_robust_accuracy",
          "best_test_standard_accuracy",
          "final_test_standard_accuracy",
          "best_test_robust_accuracy",
          "final_test_robust_accuracy",
          "final_train_robust_accuracy",
          "robust_gap_final",
          "robust_overfitting",
          "flops_paper_ratio",
          "macs_ratio",
          "train_cpu_seconds",
          "before_cpu_seconds",
          "engine",
          "cpu",
          "suspicion");

  static Result of(Row row) {
    return new Result(
        row.text("trial_id").orElseThrow(),
        Settings.of(row.text("spec").orElseThrow()).flat(),
        row,
        Map.of(),
        row.text("suspicion").orElse(""));
  }

  /** The same with the numbers of another attack, those of them it has. */
  Result by(ByAttack other) {
    return new Result(
        id,
        spec,
        row,
        other.numbers().getOrDefault(id, Map.of()),
        other.suspicions().getOrDefault(id, ""));
  }

  /** All trials of a folder; says so where there is none. */
  static List<Result> all(Store tables) {
    if (!tables.exists()) {
      throw new Refused("Cannot tell gaps: there is no folder " + tables.folder());
    }
    return all(tables, tables.read(Tables.TRIALS, COLUMNS.toArray(String[]::new)));
  }

  /** The same of rows that were read. */
  static List<Result> all(Store tables, List<Row> rows) {
    if (rows.isEmpty()) {
      throw new Refused("Cannot tell gaps: there is no finished trial in " + tables.folder());
    }
    if (rows.stream()
        .anyMatch(row -> row.text("trial_id").isEmpty() || row.text("spec").isEmpty())) {
      throw new Refused(
          "Cannot tell gaps: the tables in " + tables.folder() + " are not Tombola's");
    }
    return rows.stream().map(Result::of).toList();
  }

  /** Whether it is a seed of what this build computes. */
  boolean ours() {
    return row.current();
  }

  boolean completed() {
    return outcome().equals("completed");
  }

  String outcome() {
    return row.text("outcome").orElse("unknown");
  }

  long seed() {
    return row.whole("seed").orElse(0);
  }

  String ticket() {
    return spec.getOrDefault(Specs.TICKET, "unknown");
  }

  /** Layers without a weight; empty where there is none, or nobody looked. */
  String emptyLayers() {
    return row.text("empty_layers").orElse("");
  }

  /** A measured number; NaN where there is none. */
  double number(String column) {
    Double other = instead.get(column);
    if (other != null) {
      return other;
    }
    // what an attack was not asked for is not what another found; rates are chosen all the same
    boolean its = instead.isEmpty() || !column.contains("robust") || column.equals(Group.CHOSEN_ON);
    return its ? row.real(column).orElse(Double.NaN) : Double.NaN;
  }

  /** Processor time of its training and of what came before; NaN where nobody can tell. */
  double cpuSeconds() {
    return row.real("train_cpu_seconds").orElse(Double.NaN)
        + row.real("before_cpu_seconds").orElse(Double.NaN);
  }

  /** Whether processor time says which of two was cheaper: one engine on one processor. */
  boolean comparable(Result other) {
    return row.text("engine").isPresent()
        && row.text("engine").equals(other.row.text("engine"))
        && row.text("cpu").equals(other.row.text("cpu"));
  }

  /** What a reader calls it, by the settings that vary. */
  String name(List<String> varying) {
    return Specs.name(spec, varying)
        + " ("
        + id
        + ")"
        + (row.whole("diverged_step").isPresent()
            ? " at step " + row.whole("diverged_step").getAsLong()
            : "");
  }
}
