package org.tombola.spark.answer;

import java.util.OptionalInt;
import org.tombola.spark.schema.Tables;
import org.tombola.stats.PairedDifference;
import org.tombola.stats.SeedsToSettle;

/**
 * A method's paired difference to dense, among others that are tested beside it.
 *
 * @param difference on the seeds both have
 * @param holm its p-value corrected by Holm for all comparisons under the same data and attack; NaN
 *     where one seed gives none
 */
public record Tested(PairedDifference difference, double holm) {
  /** Of no seed. */
  public static final Tested NONE =
      new Tested(PairedDifference.of(new double[0], Tables.CONFIDENCE), Double.NaN);

  /** What the difference says. */
  enum Verdict {
    /** Its interval lies below 0. */
    BELOW,
    /** Its interval lies above 0. */
    ABOVE,
    /** Its interval covers 0, or there are too few seeds for one. */
    INCONCLUSIVE
  }

  Verdict verdict() {
    if (difference.inconclusive()) {
      return Verdict.INCONCLUSIVE;
    }
    return difference.mean() < 0 ? Verdict.BELOW : Verdict.ABOVE;
  }

  /** Whether it is known for any seed. */
  public boolean known() {
    return difference.pairs() > 0;
  }

  /** Whether there are seeds enough for an interval, and it covers 0. */
  public boolean open() {
    return difference.pairs() > 1 && difference.inconclusive();
  }

  /** Whether its own interval excludes 0, and the correction for all comparisons does not. */
  public boolean dropped() {
    return !difference.inconclusive() && holm >= 1 - Tables.CONFIDENCE;
  }

  /** Its mark in a table; empty where it is significant or one seed gives no interval. */
  public String mark() {
    return open() ? "inconclusive" : dropped() ? "n.s. after Holm" : "";
  }

  /** How many seeds in all would settle an open one; empty where it is not open, or too many. */
  public OptionalInt seeds() {
    return open() ? SeedsToSettle.of(difference, Tables.MOST_SEEDS).seeds() : OptionalInt.empty();
  }

  /** The same in words. */
  String seedsInWords() {
    return SeedsToSettle.of(difference, Tables.MOST_SEEDS).words();
  }
}
