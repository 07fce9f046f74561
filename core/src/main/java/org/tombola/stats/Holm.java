package org.tombola.stats;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction for many p-values (Holm 1979, "A simple sequentially rejective
 * multiple test procedure", Scandinavian Journal of Statistics 6).
 *
 * <p>Where every adjusted p-value below 0.05 is called a difference, the chance of even one false
 * call among them all is at most 0.05, however the p-values depend on one another: rows compared
 * with the same baseline do. It never finds less than Bonferroni's correction. The family is what
 * is passed: every comparison made, not those that look well.
 */
public final class Holm {
  private Holm() {}

  /**
   * The adjusted p-values, each in the place of its own: the i-th smallest of m times (m - i + 1),
   * never less than one of a smaller p-value, at most 1.
   *
   * @param p p-values in [0, 1]
   */
  public static double[] adjusted(double[] p) {
    for (double one : p) {
      if (!(one >= 0 && one <= 1)) {
        throw new IllegalArgumentException(
            "Cannot correct p-values: one is " + one + ", not in [0, 1]");
      }
    }
    List<Integer> smallestFirst =
        IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> p[i])).toList();
    double[] adjusted = new double[p.length];
    double largest = 0;
    int left = p.length;
    for (int i : smallestFirst) {
      largest = Math.max(largest, Math.min(1, left * p[i]));
      adjusted[i] = largest;
      left--;
    }
    return adjusted;
  }
}
