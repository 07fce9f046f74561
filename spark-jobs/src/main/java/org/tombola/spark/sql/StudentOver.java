package org.tombola.spark.sql;

import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Names;
import org.tombola.spark.schema.Tables;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedDifference;
import scala.collection.Seq;

/** A mean over seeds, a bound of its interval or its p-value, as core tells it, for SQL to call. */
final class StudentOver implements UDF1<Seq<Number>, Double> {
  private static final long serialVersionUID = 1;

  /** What is told of the values. */
  private enum Told {
    MEAN(Interval::mean),
    LOW(values -> Interval.student(values, Tables.CONFIDENCE).low()),
    HIGH(values -> Interval.student(values, Tables.CONFIDENCE).high()),
    P(values -> PairedDifference.of(values, Tables.CONFIDENCE).p());

    private final transient ToDoubleFunction<double[]> of;

    Told(ToDoubleFunction<double[]> of) {
      this.of = of;
    }
  }

  private final Told told;

  private StudentOver(Told told) {
    this.told = told;
  }

  /** Makes {@code student_mean}, {@code _low}, {@code _high} and {@code _p} of arrays known. */
  static void register(SparkSession spark) {
    for (Told told : Told.values()) {
      spark
          .udf()
          .register("student_" + Names.kebab(told), new StudentOver(told), DataTypes.DoubleType);
    }
  }

  /** Null where a value is missing or no number, or where there are too few. */
  @Override
  public @Nullable Double call(@Nullable Seq<Number> values) {
    double[] numbers = numbers(values);
    double number = numbers.length == 0 ? Double.NaN : told.of.applyAsDouble(numbers);
    return Double.isNaN(number) ? null : number;
  }

  /** An array of SQL's as numbers; none where a value is missing or no number. */
  static double[] numbers(@Nullable Seq<Number> values) {
    if (values == null) {
      return new double[0];
    }
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      // whole numbers and decimals come as what they are
      Number value = values.apply(i);
      if (value == null || !Double.isFinite(value.doubleValue())) {
        return new double[0];
      }
      numbers[i] = value.doubleValue();
    }
    return numbers;
  }
}
