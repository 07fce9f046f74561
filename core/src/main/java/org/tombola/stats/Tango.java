package org.tombola.stats;

/**
 * Tango's score interval for the difference of two proportions on the same examples (Tango 1998,
 * "Equivalence test and confidence interval for the difference in proportions for the paired-sample
 * design", Statistics in Medicine 17): the differences a score test does not reject. Fagerland,
 * Lydersen and Laake 2017, "Statistical Analysis of Contingency Tables", chapter 8, compare it with
 * others.
 *
 * <p>It stays in [-1, 1] and has a width where the networks agree on every example. It excludes 0
 * where McNemar's asymptotic test rejects, so next to a p-value of {@link McNemar} just below or
 * above the limit it may say otherwise.
 */
public final class Tango {
  /** Halvings of an interval no longer than 2: as fine as a double near 1. */
  private static final int HALVINGS = 54;

  private Tango() {}

  /**
   * Where the difference first minus second lies.
   *
   * @param confidence in (0, 1), as 0.95
   * @return {@link Interval#UNKNOWN} without examples
   */
  public static Interval interval(PairedCounts counts, double confidence) {
    double z = Interval.z(confidence);
    int n = counts.examples();
    if (n == 0) {
      return Interval.UNKNOWN;
    }
    return new Interval(
        low(counts.onlyFirst(), counts.onlySecond(), n, z),
        -low(counts.onlySecond(), counts.onlyFirst(), n, z));
  }

  private static double low(int onlyFirst, int onlySecond, int n, double z) {
    double rejected = -1;
    double kept = (double) (onlyFirst - onlySecond) / n;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (rejected + kept) / 2;
      if (onlyFirst - onlySecond - n * middle > z * error(onlyFirst, onlySecond, n, middle)) {
        rejected = middle;
      } else {
        kept = middle;
      }
    }
    return kept;
  }

  /** The standard error of onlyFirst - onlySecond where the difference of proportions is given. */
  private static double error(int onlyFirst, int onlySecond, int n, double difference) {
    // the likeliest probability of "only the second" under that difference: the larger root of
    // a x^2 + b x + c
    double a = 2.0 * n;
    double b = (2.0 * n - onlyFirst + onlySecond) * difference - onlyFirst - onlySecond;
    double c = -onlySecond * difference * (1 - difference);
    double second = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
    return Math.sqrt(Math.max(0, n * (2 * second + difference * (1 - difference))));
  }
}
