package org.tombola.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tombola.random.Key;

class PairedCountsTest {
  @Test
  void tellsWhatTheFourCountsAmountTo() {
    PairedCounts counts = new PairedCounts(3, 1, 2, 1);
    assertThat(counts.examples()).isEqualTo(7);
    assertThat(counts.discordant()).isEqualTo(3);
  }

  @Test
  void refusesNegativeCounts() {
    assertThatThrownBy(() -> new PairedCounts(3, -1, 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot count pairs: 3 both right, -1 only the first, 2 only the second, 0 neither");
  }

  /** Two networks on {@code n} examples, given how often only one of them is right. */
  static PairedCounts simulated(Key key, int n, double onlyFirst, double onlySecond) {
    int[] counts = new int[4];
    SplittableRandom draws = key.stream();
    for (int i = 0; i < n; i++) {
      double draw = draws.nextDouble();
      boolean both = draw > 0.6;
      boolean first = both || draw < onlyFirst;
      boolean second = both || (!first && draw < onlyFirst + onlySecond);
      counts[(first ? 0 : 2) + (second ? 0 : 1)]++;
    }
    return new PairedCounts(counts[0], counts[1], counts[2], counts[3]);
  }
}
