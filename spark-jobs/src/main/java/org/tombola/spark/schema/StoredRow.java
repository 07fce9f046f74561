package org.tombola.spark.schema;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.parquet.example.data.Group;
import org.tombola.measure.Counts;
import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;
import org.tombola.trial.Science;

/**
 * A row read from a table; a column that is missing, or that the file's version of the schema did
 * not have, is empty.
 *
 * @param group as Parquet gives it
 */
public record StoredRow(Group group) {
  /** A row as Parquet gives it. */
  public static StoredRow of(Group group) {
    return new StoredRow(group);
  }

  /** The trial's id in a row as Parquet gives it. */
  public static String id(Group group) {
    return of(group).id();
  }

  /** The trial's id. */
  public String id() {
    return text(Table.ID).orElse("");
  }

  /** How the trial ended; "unknown" where the row does not tell. */
  public String outcome() {
    return text("outcome").orElse("unknown");
  }

  /** The trial's specification as canonical JSON; empty where there is none. */
  public String spec() {
    return text("spec").orElse("");
  }

  /** The name of the sweep that ran the trial. */
  public String sweep() {
    return text("sweep").orElse("");
  }

  /** The attack that a row of evaluations is of, as canonical JSON. */
  public String settings() {
    return text("settings").orElse("");
  }

  /** The same attack's name. */
  public String attack() {
    return text("attack").orElse("");
  }

  /** Whether a row of a network's measurement is of this one, on this split. */
  public boolean of(Checkpoint checkpoint, SplitName split) {
    return place().equals(checkpoint + "_" + split);
  }

  /** Which network was measured on which split: "best_test". */
  public String place() {
    return text("checkpoint").orElse("") + "_" + text("split").orElse("");
  }

  /** A text. */
  public Optional<String> text(String column) {
    return has(column) ? Optional.of(group.getString(column, 0)) : Optional.empty();
  }

  /** A whole number. */
  public OptionalLong whole(String column) {
    return has(column) ? OptionalLong.of(group.getLong(column, 0)) : OptionalLong.empty();
  }

  /** A number. */
  public OptionalDouble real(String column) {
    return has(column) ? OptionalDouble.of(group.getDouble(column, 0)) : OptionalDouble.empty();
  }

  /** Whether this build would make this row of a trial as it is; see {@link Science}. */
  public boolean current() {
    return Science.holds(whole("science_version").orElse(-1), spec());
  }

  /** Why a trial whose row this is was not completed. */
  public String why() {
    OptionalLong stopped = whole("stopped_epoch");
    return stopped.isPresent()
        ? "early stopping: others of the sweep did better after epoch " + stopped.getAsLong()
        : text("failure_message").orElse("the loss was not finite");
  }

  /** The right answers that a row of evaluations counts. */
  public Counts counts() {
    return new Counts(
        (int) whole("images").orElse(0),
        (int) whole("standard_right").orElse(0),
        (int) whole("robust_right").orElse(0),
        real("standard_loss").orElse(Double.NaN),
        real("robust_loss").orElse(Double.NaN));
  }

  private boolean has(String column) {
    return group.getType().containsField(column) && group.getFieldRepetitionCount(column) > 0;
  }
}
