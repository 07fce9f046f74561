package org.tombola.stats;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/** The exact one-sided test that a share is at most some value. */
public final class Binomial {
  private Binomial() {}

  /**
   * The p-value: how often at least so many of the trials succeed where the true share is the given
   * one. Where it is smaller, that is rarer still, so a test by it is never wrong more often than
   * it says.
   *
   * @param successes from 0 to trials
   * @param trials from 0
   * @param share of successes, in [0, 1]
   * @return in [0, 1]; 1 for no success
   */
  public static double atLeast(int successes, int trials, double share) {
    return successes == 0
        ? 1
        : BinomialDistribution.of(trials, share).survivalProbability(successes - 1);
  }
}
