package org.tombola.stats;

/**
 * How much higher one method came out than another on the same seeds. Trials of one seed share
 * initialisation, order and noise, so the difference is taken seed by seed: what moves both alike
 * cancels.
 *
 * @param mean of the differences; NaN where there is no pair
 * @param low lower bound of the mean's interval; NaN with fewer than two pairs
 * @param high upper bound; NaN with fewer than two pairs
 * @param pairs number of seeds both have
 */
public record PairedDifference(double mean, double low, double high, int pairs) {

  /**
   * The difference {@code values - baseline}, with Student's interval over the pairs ({@link
   * Interval#student}).
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
    Interval interval = Interval.student(differences, confidence);
    return new PairedDifference(
        Interval.mean(differences), interval.low(), interval.high(), differences.length);
  }

  /** Where the mean difference lies. */
  public Interval interval() {
    return new Interval(low, high);
  }

  /** Whether the sign is open: the interval covers 0, or is unknown. */
  public boolean inconclusive() {
    return !(low > 0 || high < 0);
  }
}
