package org.tombola.stats;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much higher one method came out than another on the same seeds. Trials of one seed share
 * initialisation, order and noise, so the difference is taken seed by seed: what moves both alike
 * cancels.
 *
 * @param mean of the differences; NaN where there is no pair
 * @param deviation of the differences, by n - 1; NaN with fewer than two pairs
 * @param pairs number of seeds both have
 * @param confidence of the interval, in (0, 1), as 0.95
 */
public record PairedDifference(double mean, double deviation, int pairs, double confidence) {

  /**
   * The difference {@code values - baseline}.
   *
   * @param values one a seed
   * @param baseline of the same seeds, in the same order
   * @param confidence in (0, 1), as 0.95
   */
  public static PairedDifference of(double[] values, double[] baseline, double confidence) {
    if (values.length != baseline.length) {
      throw new IllegalArgumentException(
          "Cannot pair: " + values.length + " values and " + baseline.length + " to compare with");
    }
    double[] differences = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      differences[i] = values[i] - baseline[i];
    }
    return of(differences, confidence);
  }

  /** The same of differences already taken, one a seed. */
  public static PairedDifference of(double[] differences, double confidence) {
    return new PairedDifference(
        Interval.mean(differences),
        Interval.deviation(differences),
        differences.length,
        confidence);
  }

  /** Where the mean difference lies: Student's interval over the pairs. */
  public Interval interval() {
    return Interval.student(mean, deviation, pairs, confidence);
  }

  /** Whether the sign is open: the interval covers 0, or is unknown. */
  public boolean inconclusive() {
    Interval interval = interval();
    return !interval.known() || interval.contains(0);
  }

  /**
   * The two-sided p-value of no difference (Student 1908, "The probable error of a mean"): how
   * often a mean at least as far from 0, measured in its own standard error, comes about where
   * there is none. It is below 1 - confidence exactly where the interval excludes 0.
   *
   * @return in [0, 1]; 1 where all pairs are equal; NaN with fewer than two pairs
   */
  public double p() {
    if (pairs < 2) {
      return Double.NaN;
    }
    if (mean == 0) {
      return 1;
    }
    double t = Math.abs(mean) / (deviation / Math.sqrt(pairs));
    return 2 * TDistribution.of(pairs - 1).survivalProbability(t);
  }
}
