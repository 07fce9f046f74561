package org.tombola.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A confidence interval.
 *
 * <p>Where there is too little to tell (one seed, no images) the interval is {@link #UNKNOWN}: its
 * bounds are NaN, so that it can be printed and stored like any other, and no comparison with it is
 * true.
 *
 * @param low lower bound, in the unit of what was measured; NaN where unknown
 * @param high upper bound; NaN where unknown
 */
public record Interval(double low, double high) {
  /** Too little to tell. */
  public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

  /** Checks that both bounds are known, in order, or both unknown. */
  public Interval {
    if (Double.isNaN(low) != Double.isNaN(high) || low > high) {
      throw new IllegalArgumentException(
          "an interval goes from low to high, not from " + low + " to " + high);
    }
  }

  /**
   * Where the true fraction lies when {@code right} of {@code of} independent tries came out right
   * (Wilson 1927, "Probable inference, the law of succession, and statistical inference"). Unlike
   * the normal interval it stays in [0, 1] and has a width at 0 and at 1.
   *
   * @param right tries that came out right, from 0 to {@code of}
   * @param of tries; 0 gives {@link #UNKNOWN}
   * @param confidence in (0, 1), as 0.95
   */
  public static Interval wilson(int right, int of, double confidence) {
    if (right < 0 || right > of) {
      throw new IllegalArgumentException(
          "Cannot take an interval: " + right + " right of " + of + " tries");
    }
    double z = z(confidence);
    if (of == 0) {
      return UNKNOWN;
    }
    double fraction = (double) right / of;
    double shrink = 1 + z * z / of;
    double middle = (fraction + z * z / (2 * of)) / shrink;
    double half = z / shrink * Math.sqrt(fraction * (1 - fraction) / of + z * z / (4.0 * of * of));
    // at the ends the formula gives 0 and 1 exactly, floating point only nearly
    return new Interval(
        right == 0 ? 0 : Math.max(0, middle - half), right == of ? 1 : Math.min(1, middle + half));
  }

  /**
   * Where the true mean lies, by the t distribution with one degree of freedom less than there are
   * values (Student 1908, "The probable error of a mean").
   *
   * @param values independent and roughly normal, one a seed; fewer than two give {@link #UNKNOWN}
   * @param confidence in (0, 1), as 0.95
   */
  public static Interval student(double[] values, double confidence) {
    return student(mean(values), deviation(values), values.length, confidence);
  }

  /**
   * Where the true mean lies, as {@link #student(double[], double)}, by what the values come to.
   *
   * @param mean of the values
   * @param deviation of the values, as {@link #deviation}
   * @param n number of values; fewer than two give {@link #UNKNOWN}
   * @param confidence in (0, 1), as 0.95
   */
  public static Interval student(double mean, double deviation, int n, double confidence) {
    double tail = upperTail(confidence);
    if (n < 2) {
      return UNKNOWN;
    }
    double half =
        TDistribution.of(n - 1).inverseSurvivalProbability(tail) * deviation / Math.sqrt(n);
    return new Interval(mean - half, mean + half);
  }

  /** Whether there was enough to tell. */
  public boolean known() {
    return !Double.isNaN(low);
  }

  /** Whether a value lies within, bounds included; false where unknown. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** The mean of finite values; NaN for none. */
  public static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("Cannot take an interval: a value is " + value);
      }
      sum += value;
    }
    return sum / values.length;
  }

  /** The standard deviation of finite values, by n - 1; NaN for fewer than two. */
  public static double deviation(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
  }

  /** What a standard normal value stays below in size with this probability: 1.96 for 0.95. */
  static double z(double confidence) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability(upperTail(confidence));
  }

  private static double upperTail(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence is between 0 and 1, not " + confidence);
    }
    return (1 - confidence) / 2;
  }
}
