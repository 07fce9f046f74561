package org.tombola.spark.answer;

import org.jspecify.annotations.Nullable;
import org.tombola.spark.schema.Tables;
import org.tombola.stats.Interval;

/**
 * A mean over seeds.
 *
 * @param interval Student's; unknown with one seed
 */
public record Estimate(int seeds, double mean, Interval interval) {
  /** Of values, one a seed; null of none. */
  static @Nullable Estimate of(double[] values) {
    return values.length == 0
        ? null
        : new Estimate(
            values.length, Interval.mean(values), Interval.student(values, Tables.CONFIDENCE));
  }
}
