package org.tombola.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BinomialTest {
  @Test
  void isWorkedByHand() {
    // one of six at a tenth: all but none, 1 - 0.9^6
    assertThat(Binomial.atLeast(1, 6, 0.1)).isCloseTo(0.468559, within(1e-12));
    // five or six of six at a half: (6 + 1) / 64
    assertThat(Binomial.atLeast(5, 6, 0.5)).isCloseTo(7 / 64.0, within(1e-12));
    assertThat(Binomial.atLeast(6, 6, 0.5)).isCloseTo(1 / 64.0, within(1e-12));
    assertThat(Binomial.atLeast(0, 6, 0.5)).isEqualTo(1);
    assertThat(Binomial.atLeast(0, 0, 0.1)).isEqualTo(1);
  }

  @Test
  void isWrongNoMoreOftenThanItSays() {
    for (int trials : new int[] {1, 6, 50, 250, 1000}) {
      for (double share : new double[] {0.002, 0.05, 0.1}) {
        int first = 0;
        while (first <= trials && Binomial.atLeast(first, trials, share) >= 0.01) {
          first++;
        }
        double called = first > trials ? 0 : Binomial.atLeast(first, trials, share);
        assertThat(called).isLessThan(0.01);
        assertThat(Binomial.atLeast(first - 1, trials, share)).isGreaterThanOrEqualTo(0.01);
      }
    }
  }
}
