package org.tombola.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  /** The seeds differ by tens, the methods by one: only pairing sees it. */
  @Test
  void pairingCancelsWhatSeedsShare() {
    double[] dense = {10, 20, 30};
    double[] sparse = {11.1, 21.0, 30.9};
    PairedDifference difference = PairedDifference.of(sparse, dense, 0.95);
    assertThat(difference.mean()).isCloseTo(1, within(1e-12));
    assertThat(difference.low()).isCloseTo(1 - 4.302653 * 0.1 / Math.sqrt(3), within(1e-6));
    assertThat(difference.pairs()).isEqualTo(3);
    assertThat(difference.inconclusive()).isFalse();
    assertThat(PairedDifference.of(dense, sparse, 0.95).inconclusive()).isFalse();
  }

  @Test
  void isInconclusiveWhereTheIntervalCoversZero() {
    PairedDifference difference =
        PairedDifference.of(new double[] {1, 0}, new double[] {0, 0}, 0.95);
    assertThat(difference.interval().contains(0)).isTrue();
    assertThat(difference.inconclusive()).isTrue();
  }

  @Test
  void oneSeedHasADifferenceButNoInterval() {
    PairedDifference difference = PairedDifference.of(new double[] {3}, new double[] {1}, 0.95);
    assertThat(difference.mean()).isEqualTo(2);
    assertThat(difference.interval()).isEqualTo(Interval.UNKNOWN);
    assertThat(difference.inconclusive()).isTrue();
  }

  @Test
  void refusesUnpairedValues() {
    assertThatThrownBy(() -> PairedDifference.of(new double[2], new double[3], 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot pair: 2 values and 3 to compare with");
  }
}
