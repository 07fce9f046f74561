package org.tombola.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeedsToSettleTest {
  /** Counted up from 2 by another program with scipy's t quantiles. */
  @ParameterizedTest
  @CsvSource({
    "20, 1, 0.95, 2",
    "3, 1, 0.95, 3",
    "-1, 1, 0.95, 7",
    "0.5, 1, 0.95, 18",
    "0.02, 0.03, 0.99, 19",
    "-0.1, 1, 0.95, 387",
    "0.05, 1, 0.95, 1540"
  })
  void isTheFewestWhoseIntervalExcludesZero(
      double mean, double deviation, double confidence, int seeds) {
    SeedsToSettle settle =
        SeedsToSettle.of(new PairedDifference(mean, deviation, 3, confidence), 2000);
    assertThat(settle.seeds()).hasValue(seeds);
    assertThat(settle.words()).isEqualTo(Integer.toString(seeds));
  }

  @Property(tries = 200)
  void oneFewerWouldNotSettleIt(
      @ForAll @DoubleRange(min = 0.05, max = 20) double mean,
      @ForAll @DoubleRange(min = 0.8, max = 0.99) double confidence) {
    int seeds =
        SeedsToSettle.of(new PairedDifference(mean, 1, 5, confidence), 10_000)
            .seeds()
            .orElseThrow();
    assertThat(new PairedDifference(mean, 1, seeds, confidence).inconclusive()).isFalse();
    assertThat(new PairedDifference(mean, 1, seeds - 1, confidence).inconclusive()).isTrue();
  }

  @Test
  void saysMoreThanTheMostLookedAt() {
    PairedDifference small = new PairedDifference(0.05, 1, 3, 0.95);
    assertThat(SeedsToSettle.of(small, 1540).words()).isEqualTo("1540");
    assertThat(SeedsToSettle.of(small, 1539))
        .isEqualTo(new SeedsToSettle(OptionalInt.empty(), 1539));
    assertThat(SeedsToSettle.of(small, 1539).words()).isEqualTo("more than 1539");
    assertThat(SeedsToSettle.of(new PairedDifference(0, 0, 3, 0.95), 100).words())
        .isEqualTo("more than 100");
    assertThat(SeedsToSettle.of(new PairedDifference(1e-200, 1, 3, 0.95), 100).words())
        .isEqualTo("more than 100");
  }

  /**
   * With a true mean of 0.5 deviations 18 seeds are the fewest, and 51.6 % of such sweeps come out
   * conclusive by scipy's noncentral t: the number is no promise.
   */
  @Test
  void aSweepOfThatManySeedsSettlesAboutEverySecondTime() {
    double rate =
        Simulated.rate(
            "settle",
            key -> {
              double[] values = Simulated.normal(key, 18);
              for (int i = 0; i < values.length; i++) {
                values[i] += 0.5;
              }
              return !PairedDifference.of(values, new double[18], 0.95).inconclusive();
            });
    assertThat(rate).isCloseTo(0.5164, within(Simulated.bound(0.5164)));
  }

  @Test
  void refusesWhereNoNumberCanBeSaid() {
    assertThatThrownBy(() -> SeedsToSettle.of(new PairedDifference(0.1, Double.NaN, 1, 0.95), 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot say how many seeds would settle a difference: there is no deviation with 1"
                + " of them");
    assertThatThrownBy(() -> SeedsToSettle.of(new PairedDifference(0.1, 1, 3, 0.95), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot say how many seeds would settle a difference: 2 are the fewest, not 1");
  }
}
