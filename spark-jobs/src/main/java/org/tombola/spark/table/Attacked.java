package org.tombola.spark.table;

import java.util.List;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.tombola.spark.table.TrialRow.Part;
import org.tombola.trial.Measurements;

/**
 * What attacks measured on a trial's networks.
 *
 * @param id of the trial, whose own specification may ask for other attacks
 * @param measured by these
 */
record Attacked(String id, Measurements measured) {
  /** The rows in a table. */
  List<Group> groups(Table<?> table) {
    if (table.equals(Tables.EVALUATIONS)) {
      return Tables.EVALUATIONS.groups(Part.all(id, measured.evaluations()));
    }
    if (table.equals(Tables.PREDICTIONS)) {
      return Tables.PREDICTIONS.groups(Part.all(id, measured.predictions()));
    }
    return table.equals(Tables.TRANSFERS)
        ? Tables.TRANSFERS.groups(Part.all(id, measured.transfers()))
        : List.of();
  }

  /** That column of a table that has rows of attacks; empty of any other. */
  static Optional<String> of(Table<?> table) {
    return Tables.ATTACKED.contains(table) ? Optional.of(column(table)) : Optional.empty();
  }

  /** The column of a table that holds the attack's canonical JSON. */
  static String column(Table<?> table) {
    return table.equals(Tables.TRANSFERS) ? "attack" : "settings";
  }
}
