package org.tombola.spark.audit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Attack;
import org.tombola.attack.Extent;
import org.tombola.method.Canonical;
import org.tombola.spark.schema.AttackRows;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.schema.TrialRow;
import org.tombola.spark.store.Store;
import org.tombola.trial.Measurements;
import org.tombola.trial.MissingResult;
import org.tombola.trial.TrialId;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/**
 * What a trial's row in {@code trials} says that the tables must hold.
 *
 * @param file of the row
 * @param outcome in words
 * @param spec what was asked; null where it cannot be read
 * @param epochs done before the trial was stopped; empty where it was not
 * @param made the same trial put together again from its stages' results; null where it cannot be
 * @param attacked what attacks measured, put together alike, in place of what the trial itself asks
 *     for; null where it is no other
 * @param problem with the row itself
 */
record ExpectedRows(
    Path file,
    String outcome,
    @Nullable TrialSpec spec,
    OptionalLong epochs,
    @Nullable TrialRow made,
    @Nullable AttackRows attacked,
    Optional<String> problem) {
  static ExpectedRows of(Path file, Group group, Store store) {
    StoredRow row = StoredRow.of(group);
    String id = StoredRow.id(group);
    String json = row.spec();
    String outcome = row.outcome();
    OptionalLong stopped = row.whole("stopped_epoch");
    TrialSpec spec;
    try {
      spec = Canonical.read(json, TrialSpec.class);
    } catch (IllegalArgumentException e) {
      return new ExpectedRows(
          file,
          outcome,
          null,
          stopped,
          null,
          null,
          Optional.of("trial " + id + " has no readable specification: " + e.getMessage()));
    }
    String hash = TrialId.ofJson(json);
    Optional<String> problem =
        hash.equals(id)
            ? Optional.empty()
            : Optional.of("trial " + id + " has the specification of trial " + hash);
    TrialRecord record = record(spec, row, store);
    TrialRow made = record == null ? null : new TrialRow(row.sweep(), json, record);
    return new ExpectedRows(file, outcome, spec, stopped, made, null, problem);
  }

  /** The attacks asked for, as canonical JSON. */
  List<String> asked() {
    return spec == null ? List.of() : spec.evaluate().stream().map(Canonical::json).toList();
  }

  /**
   * What tables must hold of these attacks, in this order, and of no others.
   *
   * @param attacks as canonical JSON
   */
  ExpectedRows of(List<String> attacks, Store store) {
    if (spec == null || !outcome.equals("completed") || attacks.equals(asked())) {
      return this;
    }
    String id = TrialId.of(spec);
    TrialSpec other;
    try {
      other =
          spec.attackedBy(
              attacks.stream().map(json -> Canonical.read(json, Attack.class)).toList());
    } catch (IllegalArgumentException e) {
      String what = "trial " + id + " has rows of an invalid attack: " + e.getMessage();
      return new ExpectedRows(file, outcome, null, epochs, null, null, Optional.of(what));
    }
    AttackRows measured = null;
    try {
      measured =
          made == null
              ? null
              : new AttackRows(id, Measurements.of(other, store.stages().untouched()));
    } catch (MissingResult e) {
      // cannot be compared
    }
    TrialRow same = measured == null ? null : made;
    return new ExpectedRows(file, outcome, other, epochs, same, measured, Optional.empty());
  }

  /** How many rows the trial has in a table; empty where what was asked does not tell. */
  Optional<Integer> rows(Table<?> table) {
    if (spec == null) {
      return Optional.empty();
    }
    if (table.equals(Tables.LAYERS) || table.equals(Tables.KERNELS)) {
      // only the network knows how many layers it has, only its training how far it came
      return made == null ? Optional.empty() : Optional.of(table.groups(made).size());
    }
    if (table.equals(Tables.TRIALS)) {
      return Optional.of(1);
    }
    if (table.equals(Tables.PREDICTIONS)) {
      // a row an image: only the data know how many there are
      return made == null ? Optional.empty() : Optional.of(wanted(table, made).size());
    }
    if (table.equals(Tables.EVALUATIONS)) {
      return Optional.of(evaluated(attack -> 1));
    }
    if (table.equals(Tables.TRANSFERS)) {
      return Optional.of(evaluated(spec.training()::transfers));
    }
    return switch (outcome) {
      case "completed" ->
          Optional.of(
              made == null ? spec.training().ownEpochs() : made.record().trained().epochs().size());
      case "stopped" -> epochs.stream().mapToObj(Math::toIntExact).findFirst();
      case "failed" -> Optional.of(0);
      default -> Optional.empty();
    };
  }

  /**
   * Rows of evaluations: only completed trials have any.
   *
   * @param each how many a checkpoint and split of an attack has
   */
  private int evaluated(ToIntFunction<Attack> each) {
    if (spec == null || !outcome.equals("completed")) {
      return 0;
    }
    int rows = 0;
    for (Attack attack : spec.evaluate()) {
      Extent extent = attack.extent();
      rows += each.applyAsInt(attack) * extent.checkpoints().size() * extent.splits().size();
    }
    return rows;
  }

  private List<Group> wanted(Table<?> table, TrialRow of) {
    return attacked == null ? table.groups(of) : attacked.groups(table);
  }

  /** Whether a trial that has results of stages could not be put together from them. */
  boolean incomparable() {
    return made == null && !outcome.equals("failed");
  }

  /** The first place where rows are not those the stages' results give. */
  Optional<String> difference(Table<?> table, List<Group> rows) {
    if (made == null) {
      return Optional.empty();
    }
    List<Group> wanted = wanted(table, made);
    if (wanted.size() != rows.size()) {
      return Optional.of(rows.size() + " rows where the stages' results give " + wanted.size());
    }
    for (int i = 0; i < rows.size(); i++) {
      for (Type column : table.schema().getFields()) {
        Group row = rows.get(i);
        Optional<String> cell = cell(row, column.getName());
        Optional<String> want = cell(wanted.get(i), column.getName());
        // a column that came later is missing from older files
        if (row.getType().containsField(column.getName()) && !cell.equals(want)) {
          return Optional.of(
              "%s in row %d is %s where the stages' results give %s"
                  .formatted(column.getName(), i + 1, cell.orElse("empty"), want.orElse("empty")));
        }
      }
    }
    return Optional.empty();
  }

  static Optional<String> cell(Group row, String column) {
    return row.getType().containsField(column) && row.getFieldRepetitionCount(column) > 0
        ? Optional.of(row.getValueToString(row.getType().getFieldIndex(column), 0))
        : Optional.empty();
  }

  private static @Nullable TrialRecord record(TrialSpec spec, StoredRow row, Store store) {
    String outcome = row.outcome();
    // results of another science have other fingerprints
    if (outcome.equals("failed") || !row.current()) {
      return null;
    }
    int until = (int) row.whole("stopped_epoch").orElse(spec.training().epochs());
    try {
      return TrialRecord.of(spec, until, store.stages().untouched());
    } catch (IllegalStateException | IllegalArgumentException e) {
      return null; // a result is not here, or nobody can have stopped it then
    }
  }
}
