package org.tombola.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {
  /**
   * Fagerland, Lydersen and Laake 2017, "Statistical Analysis of Contingency Tables", chapter 8:
   * complete response before and after consolidation therapy, as their R package contingencytables
   * prints it.
   */
  @Test
  void reproducesPublishedValues() {
    PairedCounts counts = new PairedCounts(59, 6, 16, 80);
    assertThat(McNemar.exact(counts)).isCloseTo(0.052479, within(5e-7));
    assertThat(McNemar.midP(counts)).isCloseTo(0.034690, within(5e-7));
  }

  /** 2 (1 + 8) / 2^8, less 8 / 2^8. */
  @Test
  void isWorkedByHand() {
    PairedCounts counts = new PairedCounts(1, 1, 7, 12);
    assertThat(McNemar.exact(counts)).isCloseTo(18 / 256.0, within(1e-14));
    assertThat(McNemar.midP(counts)).isCloseTo(10 / 256.0, within(1e-14));
  }

  /** scipy 1.17: binomtest(80, 200) and less its binom.pmf(80, 200, 0.5). */
  @Test
  void holdsForManyDiscordantExamples() {
    PairedCounts counts = new PairedCounts(9000, 120, 80, 800);
    assertThat(McNemar.exact(counts)).isCloseTo(0.005685155996750306, within(1e-12));
    assertThat(McNemar.midP(counts)).isCloseTo(0.00466005197464012, within(1e-12));
  }

  @Property(tries = 200)
  void isCertainOfNothingWhereBothLeadAlike(@ForAll @IntRange(max = 2000) int each) {
    PairedCounts counts = new PairedCounts(5, each, each, 5);
    assertThat(McNemar.exact(counts)).isEqualTo(1);
    assertThat(McNemar.midP(counts)).isCloseTo(1, within(1e-9));
  }

  @Property(tries = 300)
  void isAProbabilityMirroredAndSmallerByMidP(
      @ForAll @IntRange(max = 500) int onlyFirst, @ForAll @IntRange(max = 500) int onlySecond) {
    PairedCounts counts = new PairedCounts(7, onlyFirst, onlySecond, 0);
    PairedCounts mirrored = new PairedCounts(0, onlySecond, onlyFirst, 3);
    assertThat(McNemar.exact(counts)).isBetween(0.0, 1.0).isEqualTo(McNemar.exact(mirrored));
    assertThat(McNemar.midP(counts))
        .isBetween(0.0, McNemar.exact(counts))
        .isEqualTo(McNemar.midP(mirrored));
  }

  /** What is to be expected is summed over every table by another program (scipy 1.17). */
  @ParameterizedTest
  @CsvSource({
    "100, 0.10, 0.02944, 0.04575",
    "50, 0.05, 0.00881, 0.02472",
    "200, 0.15, 0.03744, 0.04928"
  })
  void callsEqualNetworksDifferentNoMoreOftenThanItSays(
      int examples, double each, double exact, double midP) {
    double rate =
        Simulated.rate(
            "equal" + examples,
            key -> McNemar.exact(PairedCountsTest.simulated(key, examples, each, each)) <= 0.05);
    assertThat(rate).isCloseTo(exact, within(Simulated.bound(exact)));
    double midRate =
        Simulated.rate(
            "equal" + examples,
            key -> McNemar.midP(PairedCountsTest.simulated(key, examples, each, each)) <= 0.05);
    assertThat(midRate).isCloseTo(midP, within(Simulated.bound(midP)));
  }
}
