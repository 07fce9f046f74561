package org.tombola.spark.sql;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.schema.Tables;
import org.tombola.stats.Bca;
import org.tombola.stats.Holm;
import org.tombola.stats.Interval;
import org.tombola.stats.McNemar;
import org.tombola.stats.PairedCounts;
import org.tombola.stats.PairedDifference;
import org.tombola.stats.SeedsToSettle;
import org.tombola.stats.Tango;
import scala.collection.Seq;

/** What core tells of differences and of pairs of networks, for SQL to call. */
final class Functions {
  /** Of the bootstrap; as Efron and Tibshirani 1993 take for intervals. */
  private static final int RESAMPLES = 2000;

  /** A number told of two networks on the same images. */
  private interface OfPairs extends Serializable {
    double tell(PairedCounts counts);
  }

  private Functions() {}

  /** Makes all of them known, those of {@link StudentOver} too. */
  static void register(SparkSession spark) {
    StudentOver.register(spark);
    UDF1<Seq<Number>, @Nullable Integer> settle = Functions::seedsToSettle;
    spark.udf().register("seeds_to_settle", settle, DataTypes.IntegerType);
    UDF1<Seq<Number>, Map<Double, Double>> holm = Functions::holm;
    spark
        .udf()
        .register(
            "holm", holm, DataTypes.createMapType(DataTypes.DoubleType, DataTypes.DoubleType));
    UDF1<@Nullable Seq<Number>, @Nullable Double> low = values -> known(bca(values).low());
    spark.udf().register("bca_low", low, DataTypes.DoubleType);
    UDF1<@Nullable Seq<Number>, @Nullable Double> high = values -> known(bca(values).high());
    spark.udf().register("bca_high", high, DataTypes.DoubleType);
    ofPairs(spark, "mcnemar_p", McNemar::exact);
    ofPairs(spark, "mcnemar_mid_p", McNemar::midP);
    ofPairs(spark, "tango_low", counts -> Tango.interval(counts, Tables.CONFIDENCE).low());
    ofPairs(spark, "tango_high", counts -> Tango.interval(counts, Tables.CONFIDENCE).high());
  }

  /** In all; null where they are settled, too few for a deviation, or no number tried is enough. */
  private static @Nullable Integer seedsToSettle(@Nullable Seq<Number> differences) {
    double[] values = StudentOver.numbers(differences);
    if (values.length < 2) {
      return null;
    }
    PairedDifference difference = PairedDifference.of(values, Tables.CONFIDENCE);
    OptionalInt seeds = SeedsToSettle.of(difference, Tables.MOST_SEEDS).seeds();
    return difference.inconclusive() && seeds.isPresent() ? seeds.getAsInt() : null;
  }

  /** Of the mean, the same whenever it is asked. */
  private static Interval bca(@Nullable Seq<Number> values) {
    double[] numbers = StudentOver.numbers(values);
    Arrays.sort(numbers);
    return Bca.interval(numbers, Interval::mean, Tables.CONFIDENCE, RESAMPLES, Tables.resampling());
  }

  private static @Nullable Double known(double number) {
    return Double.isNaN(number) ? null : number;
  }

  /** Each p-value of a family with that corrected for all of them. */
  private static Map<Double, Double> holm(Seq<Number> family) {
    double[] p = StudentOver.numbers(family);
    double[] adjusted = Holm.adjusted(p);
    Map<Double, Double> corrected = new HashMap<>();
    // equal p-values have equal corrected ones
    for (int i = 0; i < p.length; i++) {
      corrected.put(p[i], adjusted[i]);
    }
    return corrected;
  }

  /**
   * Of images both are right on, only the first, only the second, and neither; null without any, or
   * where a count is.
   */
  private static void ofPairs(SparkSession spark, String name, OfPairs told) {
    UDF4<@Nullable Number, @Nullable Number, @Nullable Number, @Nullable Number, @Nullable Double>
        function =
            (both, first, second, neither) -> {
              if (both == null || first == null || second == null || neither == null) {
                return null;
              }
              return known(
                  told.tell(
                      new PairedCounts(
                          both.intValue(),
                          first.intValue(),
                          second.intValue(),
                          neither.intValue())));
            };
    spark.udf().register(name, function, DataTypes.DoubleType);
  }
}
