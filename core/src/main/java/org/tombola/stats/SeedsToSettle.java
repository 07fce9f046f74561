package org.tombola.stats;

import java.util.OptionalInt;

/**
 * How many seeds would settle an inconclusive difference: the fewest at which Student's interval of
 * the same mean and the same deviation excludes 0.
 *
 * <p>It is an estimate and a low one: it takes mean and deviation as they are, which of a few seeds
 * are themselves uncertain, and even where both are right a sweep of that many seeds comes out
 * conclusive only about every second time, for its own mean falls short of the true one as often as
 * not (Kupper and Hafner 1989, "How appropriate are popular sample size formulas?", The American
 * Statistician 43, say the same of widths). It says whether five seeds more or a thousand are
 * missing. Adding seeds until the interval excludes 0, and only until then, finds differences where
 * there are none more often than the confidence says (Armitage, McPherson and Rowe 1969, "Repeated
 * significance tests on accumulating data"): run the number planned, and all of them.
 *
 * @param seeds in all, those already run among them, at least 2; empty where {@code most} are too
 *     few
 * @param most seeds looked at
 */
public record SeedsToSettle(OptionalInt seeds, int most) {

  /**
   * Looks at 2 seeds and more, by the t quantile of each number.
   *
   * @param difference of two pairs or more
   * @param most seeds to look at, at least 2
   */
  public static SeedsToSettle of(PairedDifference difference, int most) {
    if (difference.pairs() < 2) {
      throw new IllegalArgumentException(
          "Cannot say how many seeds would settle a difference: there is no deviation with "
              + difference.pairs()
              + " of them");
    }
    if (most < 2) {
      throw new IllegalArgumentException(
          "Cannot say how many seeds would settle a difference: 2 are the fewest, not " + most);
    }
    double mean = difference.mean();
    double deviation = difference.deviation();
    double confidence = difference.confidence();
    if (mean == 0) {
      return new SeedsToSettle(OptionalInt.empty(), most);
    }
    // t quantiles lie above the normal one, so fewer than the normal one asks for never suffice
    double ratio = Interval.z(confidence) * deviation / mean;
    for (long n = Math.max(2, (long) (ratio * ratio)); n <= most; n++) {
      if (!Interval.student(mean, deviation, (int) n, confidence).contains(0)) {
        return new SeedsToSettle(OptionalInt.of((int) n), most);
      }
    }
    return new SeedsToSettle(OptionalInt.empty(), most);
  }

  /** The number, or "more than" the most looked at. */
  public String words() {
    return seeds.isPresent() ? Integer.toString(seeds.getAsInt()) : "more than " + most;
  }
}
