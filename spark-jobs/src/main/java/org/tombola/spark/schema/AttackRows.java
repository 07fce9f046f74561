package org.tombola.spark.schema;

import java.util.List;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.tombola.spark.schema.TrialRow.Part;
import org.tombola.trial.Measurements;

/**
 * What attacks measured on a trial's networks.
 *
 * @param id of the trial, whose own specification may ask for other attacks
 * @param measured by these
 */
public record AttackRows(String id, Measurements measured) {
  /** The rows in a table. */
  public List<Group> groups(Table<?> table) {
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
  public static Optional<String> of(Table<?> table) {
    return Tables.ATTACKED.contains(table) ? Optional.of(column(table)) : Optional.empty();
  }

  /** The column of a table that holds the attack's canonical JSON. */
  public static String column(Table<?> table) {
    return table.equals(Tables.TRANSFERS) ? "attack" : "settings";
  }
}
