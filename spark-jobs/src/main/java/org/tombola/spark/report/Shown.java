package org.tombola.spark.report;

import java.util.stream.Collectors;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.sql.StoreSql;

/**
 * The views the plots are made of, beside those of {@code query}: they know the gap table's lines.
 */
final class Shown {
  /** Lines that plots of single lines have room for. */
  static final int LINES = 40;

  private Shown() {}

  static void register(Answer gaps, StoreSql sql) {
    // corrected for every pair of the store, not of the lines shown
    sql.keep("pairs", "select * from same_examples where other_ticket = 'dense'");
    sql.narrow(
        gaps.names().stream()
            .filter(each -> each.place() < LINES)
            .map(each -> each.trial().id())
            .collect(Collectors.toSet()));
    UDF1<String, String> words = Specs::attack;
    sql.spark().udf().register("attack_words", words, DataTypes.StringType);
    sql.registerNames("trial_names", LINES);
    sql.registerShown("shown");
    sql.keep(
        "monitored",
        "select trial_id, name, place, seed, best_epoch, epoch,"
            + " train_robust_accuracy as train_ra, test_robust_accuracy as test_ra, mask_change"
            + " from epochs join trial_names using (trial_id)");
  }
}
