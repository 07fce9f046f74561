package org.tombola.spark.store;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import org.tombola.method.Canonical;
import org.tombola.method.Refused;
import org.tombola.spark.schema.Settings;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.trial.Science;
import org.tombola.trial.TrialSpec;

/**
 * One completed trial of a store.
 *
 * @param id whole
 * @param name what a reader calls it among those of the store
 * @param spec what it asked
 * @param reached fraction of prunable weights that are zero in its final network, counted
 * @param sweep that ran it
 */
public record CompletedTrial(String id, String name, TrialSpec spec, double reached, String sweep) {
  private static final int DIGITS = 4;
  private static final int SHOWN = 20;

  /**
   * The trial whose id begins so.
   *
   * @param begin at least 4 digits of its id
   * @throws IllegalArgumentException naming those there are, if it is none, one of several, or one
   *     that did not complete
   */
  public static CompletedTrial of(Store store, String begin) {
    if (!store.exists()) {
      throw refused(begin, "there is no folder " + store.folder());
    }
    List<StoredRow> rows = store.read(Tables.TRIALS);
    List<String> varying =
        Specs.varying(rows.stream().map(row -> Settings.of(row.spec()).flat()).toList());
    if (!begin.matches("[0-9a-f]{%d,}".formatted(DIGITS))) {
      throw refused(
          begin, "an id has at least " + DIGITS + " hexadecimal digits; " + list(rows, varying));
    }
    List<StoredRow> found = rows.stream().filter(row -> row.id().startsWith(begin)).toList();
    if (found.isEmpty()) {
      throw refused(begin, "no trial has this id; " + list(rows, varying));
    }
    if (found.size() > 1) {
      throw refused(begin, "several trials have this id; " + list(found, varying));
    }
    StoredRow row = found.get(0);
    String outcome = row.outcome();
    if (!outcome.equals("completed")) {
      throw refused(row.id(), "it ended as " + outcome + ": " + row.why());
    }
    if (!row.current()) {
      throw refused(
          row.id(),
          ("it was trained by science version %d; version %d, which this Tombola has, gives other"
                  + " numbers")
              .formatted(row.whole("science_version").orElse(0), Science.VERSION));
    }
    return new CompletedTrial(
        row.id(),
        name(row, varying),
        Canonical.read(row.spec(), TrialSpec.class),
        row.real("sparsity_reached").orElse(Double.NaN),
        row.sweep());
  }

  /** The name of the method a component of its specification has, as in sweep files. */
  public String method(String component) {
    return String.valueOf(Settings.of(Canonical.json(spec)).method(component));
  }

  private static IllegalArgumentException refused(String id, String why) {
    return new Refused("Cannot export trial " + id + ": " + why);
  }

  private static String list(List<StoredRow> rows, List<String> varying) {
    if (rows.isEmpty()) {
      return "no trial of the store is finished yet";
    }
    String more = rows.size() > SHOWN ? "\n  and %d more".formatted(rows.size() - SHOWN) : "";
    return rows.stream()
            .limit(SHOWN)
            .map(row -> "\n  %s  %s, %s".formatted(row.id(), name(row, varying), row.outcome()))
            .collect(joining("", "finished trials are", ""))
        + more;
  }

  private static String name(StoredRow row, List<String> varying) {
    Map<String, String> flat = Settings.of(row.spec()).flat();
    return Specs.name(flat, varying);
  }
}
