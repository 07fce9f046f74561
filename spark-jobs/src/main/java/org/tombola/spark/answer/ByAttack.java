package org.tombola.spark.answer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tombola.measure.Counts;
import org.tombola.measure.Gap;
import org.tombola.method.Refused;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.Attacks;
import org.tombola.sweeps.published.Measure;

/**
 * The numbers of trials under another attack than their first.
 *
 * @param attack canonical JSON
 * @param numbers by trial and column of {@code trials}; of trials evaluated with this attack
 * @param suspicions by trial; of those with any
 */
record ByAttack(
    String attack, Map<String, Map<String, Double>> numbers, Map<String, String> suspicions) {
  private static final String NAME = "[a-z0-9-]+";

  /**
   * Reads the evaluations of a store.
   *
   * @param wanted the attack's name, where trials have one of that name only; or the attack with
   *     its settings, as in sweep files
   * @throws IllegalArgumentException if there is none such, or more than one
   */
  static ByAttack of(Store tables, String wanted) {
    String name = wanted.strip();
    String json = name.matches(NAME) ? "" : Attacks.read(List.of(wanted)).json().get(0);
    Map<String, String> there = new TreeMap<>();
    List<StoredRow> rows = tables.read(Tables.EVALUATIONS);
    rows.forEach(row -> there.put(row.settings(), row.attack()));
    List<String> found =
        there.keySet().stream()
            .filter(attack -> attack.equals(json) || name.equals(there.get(attack)))
            .toList();
    if (found.size() != 1) {
      throw new Refused(
          "Cannot compute gaps under \""
              + wanted
              + "\": "
              + (found.isEmpty()
                  ? "no trial was evaluated with it"
                      + (there.isEmpty() ? "" : ", but with" + list(there.keySet()))
                  : "trials were evaluated with "
                      + found.size()
                      + " settings of it"
                      + list(found)));
    }
    return new ByAttack(found.get(0), numbers(rows, found.get(0)), suspicions(rows, found.get(0)));
  }

  private static Map<String, String> suspicions(List<StoredRow> rows, String attack) {
    return rows.stream()
        .filter(row -> row.settings().equals(attack))
        .filter(row -> !row.text("suspicion").orElse("").isEmpty())
        .collect(
            Collectors.toMap(
                StoredRow::id,
                row -> row.place().replace('_', ' ') + ": " + row.text("suspicion").orElse(""),
                (one, other) -> one + "; " + other));
  }

  private static String list(Iterable<String> attacks) {
    StringBuilder text = new StringBuilder();
    attacks.forEach(
        attack ->
            text.append(System.lineSeparator())
                .append("    ")
                .append(Specs.attack(attack))
                .append(": --attack '")
                .append(attack)
                .append('\''));
    return text.toString();
  }

  private static Map<String, Map<String, Double>> numbers(List<StoredRow> rows, String attack) {
    Map<String, Map<String, Counts>> trials =
        rows.stream()
            .filter(row -> row.settings().equals(attack))
            .collect(
                Collectors.groupingBy(
                    StoredRow::id,
                    Collectors.toMap(StoredRow::place, StoredRow::counts, (a, b) -> b)));
    Map<String, Map<String, Double>> numbers = new HashMap<>();
    trials.forEach((id, counts) -> numbers.put(id, numbers(counts)));
    return numbers;
  }

  private static Map<String, Double> numbers(Map<String, Counts> counts) {
    Map<String, Double> numbers = new HashMap<>();
    counts.forEach(
        (place, c) -> {
          numbers.put(place + "_robust_accuracy", c.robustAccuracy());
          // of the same images
          numbers.put(place + "_standard_accuracy", c.standardAccuracy());
        });
    Counts train = counts.get("final_train");
    Counts test = counts.get("final_test");
    Counts best = counts.get("best_test");
    if (train != null && test != null) {
      numbers.put(Measure.ROBUST_GAP.stored(), Gap.generalization(train, test));
    }
    if (best != null && test != null) {
      numbers.put(Measure.OVERFITTING.stored(), Gap.overfitting(best, test));
    }
    return numbers;
  }
}
