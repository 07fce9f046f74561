package org.tombola.stats;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * McNemar's test that two networks judged on the same examples are right equally often (McNemar
 * 1947, "Note on the sampling error of the difference between correlated proportions or
 * percentages"). Only examples they differ on count: of those, each network has half where there is
 * no difference.
 */
public final class McNemar {
  private McNemar() {}

  /**
   * The two-sided p-value of the exact conditional test (Fagerland, Lydersen and Laake 2013, "The
   * McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact
   * conditional", BMC Medical Research Methodology 13:91, Methods). Never wrong more often than it
   * says, and for few discordant examples far less often.
   *
   * @return in (0, 1]; 1 where the two differ on no example
   */
  public static double exact(PairedCounts counts) {
    return Math.min(1, 2 * halves(counts).cumulativeProbability(fewer(counts)));
  }

  /**
   * The two-sided mid-p-value: the exact one less the probability of the table itself (the same
   * paper, which recommends it). Wrong about as often as it says; no proof that it is never wrong
   * more often.
   *
   * @return in (0, 1]; 1 where the two differ on no example
   */
  public static double midP(PairedCounts counts) {
    BinomialDistribution halves = halves(counts);
    int fewer = fewer(counts);
    return Math.min(1, 2 * halves.cumulativeProbability(fewer) - halves.probability(fewer));
  }

  private static BinomialDistribution halves(PairedCounts counts) {
    return BinomialDistribution.of(counts.discordant(), 0.5);
  }

  private static int fewer(PairedCounts counts) {
    return Math.min(counts.onlyFirst(), counts.onlySecond());
  }
}
