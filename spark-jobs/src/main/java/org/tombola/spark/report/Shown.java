package org.tombola.spark.report;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tombola.spark.gap.GapReport;
import org.tombola.spark.query.StoreSql;
import org.tombola.spark.table.Specs;

/**
 * The views the plots are made of, beside those of {@code query}: they know the gap table's lines.
 */
final class Shown {
  /** Lines that plots of single lines have room for. */
  static final int LINES = 40;

  private static final StructType NAMES =
      new StructType()
          .add("trial_id", DataTypes.StringType)
          .add("method", DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("place", DataTypes.IntegerType);

  private Shown() {}

  static void register(GapReport gaps, StoreSql sql) {
    // corrected for every pair of the store, not of the lines shown
    sql.keep("pairs", "select * from same_examples where other_ticket = 'dense'");
    sql.narrow(
        gaps.names().stream()
            .filter(each -> each.place() < LINES)
            .map(GapReport.Named::trial)
            .collect(Collectors.toSet()));
    List<Row> names =
        gaps.names().stream()
            .map(each -> RowFactory.create(each.trial(), each.method(), each.name(), each.place()))
            .toList();
    sql.spark().createDataFrame(names, NAMES).createOrReplaceTempView("names");
    UDF1<String, String> words = Specs::attack;
    sql.spark().udf().register("attack_words", words, DataTypes.StringType);
    sql.keep(
        "trial_names",
        "select trial_id, setting, method, name, place, seed, sparsity, best_epoch"
            + " from names join gaps using (trial_id) where place < "
            + LINES);
    sql.keep(
        "shown",
        "select methods.*, method, name, place from methods join (select distinct setting, method,"
            + " name, place from names join gaps using (trial_id)) using (setting)");
    sql.keep(
        "monitored",
        "select trial_id, name, place, seed, best_epoch, epoch,"
            + " train_robust_accuracy as train_ra, test_robust_accuracy as test_ra, mask_change"
            + " from epochs join trial_names using (trial_id)");
  }
}
