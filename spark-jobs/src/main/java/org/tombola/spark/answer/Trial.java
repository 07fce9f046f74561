package org.tombola.spark.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.tombola.method.Refused;
import org.tombola.spark.schema.Settings;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.published.Measure;

/**
 * One trial as the answer reads it.
 *
 * @param id of the trial
 * @param spec every setting by its path
 * @param row of the table
 * @param instead numbers that stand in place of the row's, by column
 * @param suspicion what is suspicious of its robust accuracies; empty where nothing is known to be
 */
public record Trial(
    String id,
    Map<String, String> spec,
    StoredRow row,
    Map<String, Double> instead,
    String suspicion) {
  /** Letters of a hash. */
  private static final int HASH = 16;

  /** The column that the best learning rate is chosen by. */
  static final String CHOSEN_ON = "best_validation_robust_accuracy";

  /** What is read, of many more columns. */
  static final List<String> COLUMNS =
      Stream.of(
              Stream.of(
                  """
                  trial_id spec seed data data_settings network recipe epochs attack
                  science_version outcome failure_message stopped_epoch diverged_step sparsity
                  sparsity_reached empty_layers best_validation_robust_accuracy
                  macs_ratio train_cpu_seconds before_cpu_seconds engine cpu suspicion
                  ticket_settings schedule_settings
                  """
                      .split("\\s+")),
              Stream.of(Measure.values()).map(Measure::stored).filter(name -> !name.isEmpty()),
              Values.PASSES.stream())
          .flatMap(names -> names)
          .toList();

  static Trial of(StoredRow row) {
    return new Trial(
        row.id(), Settings.of(row.spec()).flat(), row, Map.of(), row.text("suspicion").orElse(""));
  }

  /** The same with the numbers of another attack, those of them it has. */
  Trial by(ByAttack other) {
    return new Trial(
        id,
        spec,
        row,
        other.numbers().getOrDefault(id, Map.of()),
        other.suspicions().getOrDefault(id, ""));
  }

  /**
   * All trials of a store.
   *
   * @throws IllegalArgumentException if there is no folder, or no trial
   */
  static List<Trial> all(Store tables) {
    if (!tables.exists()) {
      throw new Refused("Cannot compute gaps: there is no folder " + tables.folder());
    }
    List<StoredRow> rows = tables.read(Tables.TRIALS, COLUMNS.toArray(String[]::new));
    requireSome(tables, rows.size());
    return of(tables, rows);
  }

  /** Refuses a store without trials. */
  public static void requireSome(Store tables, int trials) {
    if (trials == 0) {
      throw new Refused("Cannot compute gaps: there is no finished trial in " + tables.folder());
    }
  }

  /**
   * The trials of rows that were read.
   *
   * @throws IllegalArgumentException if they are not Tombola's
   */
  public static List<Trial> of(Store tables, List<StoredRow> rows) {
    if (rows.stream().anyMatch(row -> row.id().isEmpty() || row.spec().isEmpty())) {
      throw new Refused(
          "Cannot compute gaps: " + tables.folder() + " holds a table that is not Tombola's");
    }
    return rows.stream().map(Trial::of).toList();
  }

  /** Whether it is a seed of what this build computes. */
  boolean ours() {
    return row.current();
  }

  /** Whether it was trained and evaluated to its end. */
  public boolean completed() {
    return outcome().equals("completed");
  }

  String outcome() {
    return row.outcome();
  }

  /** Its seed. */
  public long seed() {
    return row.whole("seed").orElse(0);
  }

  /** Its ticket's name. */
  public String ticket() {
    return spec.getOrDefault(Specs.TICKET, "unknown");
  }

  /** Layers without a weight; empty where there is none, or nobody looked. */
  String emptyLayers() {
    return text("empty_layers");
  }

  /** A text of its row; empty where there is none. */
  public String text(String column) {
    return row.text(column).orElse("");
  }

  /** The sparsity asked for, 0 of dense. */
  public double sparsity() {
    return row.real("sparsity").orElse(0);
  }

  /** A hash of all but the seed: trials with the same one are seeds of one method. */
  public String setting() {
    return hash(true, true);
  }

  /** A hash of what the ticket is trained with, all but ticket and seed. */
  public String beside() {
    return hash(false, true);
  }

  /** The same without the learning rate. */
  public String besideRate() {
    return hash(false, false);
  }

  private String hash(boolean ticket, boolean rate) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    Settings.of(row.spec())
        .tree()
        .properties()
        .forEach(
            setting -> {
              JsonNode value = setting.getValue();
              String words = value.isTextual() ? value.asText() : value.toString();
              rest.put(
                  setting.getKey(),
                  rate || !setting.getKey().equals("optimizer")
                      ? words
                      : words.replaceAll("\"learning-rate\":[^,}]*,?", ""));
            });
    rest.remove("seed");
    if (!ticket) {
      rest.remove("ticket");
    }
    return DigestUtils.sha256Hex(rest.toString()).substring(0, HASH);
  }

  /** A measured number; NaN where there is none. */
  public double number(String column) {
    Double other = instead.get(column);
    if (other != null) {
      return other;
    }
    // what an attack was not asked for is not what another found; rates are chosen all the same
    boolean its = instead.isEmpty() || !column.contains("robust") || column.equals(CHOSEN_ON);
    return its ? row.real(column).orElse(Double.NaN) : Double.NaN;
  }

  /** The same of a measure that {@code trials} has. */
  public double number(Measure measure) {
    return number(measure.stored());
  }

  /** Processor time of its training and of what came before; NaN where nobody can tell. */
  public double cpuSeconds() {
    return row.real("train_cpu_seconds").orElse(Double.NaN)
        + row.real("before_cpu_seconds").orElse(Double.NaN);
  }

  /** Processor time as a share of another's; NaN but for one engine on one processor. */
  public double timeOver(Trial other) {
    boolean comparable =
        row.text("engine").isPresent()
            && row.text("cpu").isPresent()
            && row.text("engine").equals(other.row.text("engine"))
            && row.text("cpu").equals(other.row.text("cpu"));
    return comparable ? cpuSeconds() / other.cpuSeconds() : Double.NaN;
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
