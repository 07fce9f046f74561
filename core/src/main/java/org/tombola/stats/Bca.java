package org.tombola.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The bias-corrected and accelerated bootstrap interval (Efron 1987, "Better bootstrap confidence
 * intervals", Journal of the American Statistical Association 82; Efron and Tibshirani 1993, "An
 * Introduction to the Bootstrap", section 14.3): for a statistic such as a deviation or a ratio of
 * means, where {@link Interval#student} does not apply.
 *
 * <p>With few values it is too narrow, and no number of resamples mends that. Simulated at 95 %,
 * the mean of 3, 4, 5, 10 and 20 normal values lies within in 72, 80, 84, 90 and 92 of 100 cases,
 * that of exponential ones in 68, 75, 80, 87 and 92. Resamples of 3 values are 10 different ones,
 * of 4 are 35, of 5 are 126, and no mean of them lies beyond the smallest and the largest value:
 * with n values from a symmetric distribution that alone bounds the coverage by 1 - 2^(1-n), 75 %
 * for 3. Below ten seeds take Student's interval of the mean.
 */
public final class Bca {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Bca() {}

  /**
   * Where the true value of a statistic lies.
   *
   * @param values independent, one a seed; fewer than two give {@link Interval#UNKNOWN}
   * @param statistic of that many values or one fewer, whatever their order
   * @param confidence in (0, 1), as 0.95
   * @param resamples at least 1; 2000 as Efron and Tibshirani take, or more
   * @param draws a stream of a key for this purpose: the same stream gives the same interval
   * @return {@link Interval#UNKNOWN} also where every resample is on one side of what was observed,
   *     so that its bias cannot be told
   */
  public static Interval interval(
      double[] values,
      ToDoubleFunction<double[]> statistic,
      double confidence,
      int resamples,
      RandomGenerator draws) {
    if (resamples < 1) {
      throw new IllegalArgumentException("Cannot resample " + resamples + " times");
    }
    int n = values.length;
    if (n < 2) {
      return Interval.UNKNOWN;
    }
    double[] jackknife = new double[n];
    for (int left = 0; left < n; left++) {
      double[] others = Arrays.copyOf(values, n - 1);
      System.arraycopy(values, left + 1, others, left, n - 1 - left);
      jackknife[left] = statistic.applyAsDouble(others);
    }
    double[] replicates = new double[resamples];
    for (int i = 0; i < resamples; i++) {
      replicates[i] = statistic.applyAsDouble(resample(values, draws));
    }
    return interval(replicates, statistic.applyAsDouble(values), jackknife, confidence);
  }

  /**
   * The interval of what was computed.
   *
   * @param replicates the statistic of each resample
   * @param observed the statistic of the values
   * @param jackknife the statistic of the values without each one
   */
  static Interval interval(
      double[] replicates, double observed, double[] jackknife, double confidence) {
    double z = Interval.z(confidence);
    for (double replicate : replicates) {
      if (!Double.isFinite(replicate)) {
        throw new IllegalArgumentException(
            "Cannot take an interval: the statistic of a resample is " + replicate);
      }
    }
    double[] sorted = replicates.clone();
    Arrays.sort(sorted);
    double bias = bias(sorted, observed);
    double acceleration = acceleration(jackknife);
    if (!Double.isFinite(bias)) {
      return Interval.UNKNOWN;
    }
    return new Interval(
        quantile(sorted, level(bias, acceleration, -z)),
        quantile(sorted, level(bias, acceleration, z)));
  }

  private static double[] resample(double[] values, RandomGenerator draws) {
    int n = values.length;
    int[] times = new int[n];
    for (int i = 0; i < n; i++) {
      times[draws.nextInt(n)]++;
    }
    // in the values' order: equal resamples then have equal sums to the last bit, and count as ties
    double[] resample = new double[n];
    int next = 0;
    for (int i = 0; i < n; i++) {
      Arrays.fill(resample, next, next + times[i], values[i]);
      next += times[i];
    }
    return resample;
  }

  /** z0 (section 14.3), ties counted half: with few values many resamples are the values. */
  private static double bias(double[] replicates, double observed) {
    double below = 0;
    for (double replicate : replicates) {
      below += replicate < observed ? 1 : replicate == observed ? 0.5 : 0;
    }
    return NORMAL.inverseCumulativeProbability(below / replicates.length);
  }

  /** a by the jackknife (equation 14.15), at most 1/6 in size; 0 where nothing varies. */
  private static double acceleration(double[] jackknife) {
    double mean = Interval.mean(jackknife);
    double squares = 0;
    double cubes = 0;
    for (double value : jackknife) {
      double lack = mean - value;
      squares += lack * lack;
      cubes += lack * lack * lack;
    }
    return squares == 0 ? 0 : cubes / (6 * StrictMath.pow(squares, 1.5));
  }

  /** Which quantile of the replicates bounds the interval (section 14.3). */
  private static double level(double bias, double acceleration, double z) {
    double shifted = bias + z;
    // where it would turn negative the bound has gone to the end
    double stretch = Math.max(0, 1 - acceleration * shifted);
    return NORMAL.cumulativeProbability(bias + shifted / stretch);
  }

  /** Between the two nearest replicates (Hyndman and Fan 1996, type 7). */
  private static double quantile(double[] sorted, double level) {
    double place = level * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
