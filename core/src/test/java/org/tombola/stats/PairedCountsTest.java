package org.tombola.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tombola.random.Key;

class PairedCountsTest {
  @Test
  void countsEachExampleOnce() {
    PairedCounts counts =
        PairedCounts.of(
            new boolean[] {true, true, true, false, false, false, true},
            new boolean[] {true, true, false, true, false, true, true});
    assertThat(counts).isEqualTo(new PairedCounts(3, 1, 2, 1));
    assertThat(counts.examples()).isEqualTo(7);
    assertThat(counts.discordant()).isEqualTo(3);
    assertThat(counts.difference()).isCloseTo(-1.0 / 7, within(1e-15));
    assertThat(PairedCounts.of(new boolean[0], new boolean[0]).difference()).isNaN();
  }

  @Test
  void refusesUnpairedExamplesAndNegativeCounts() {
    assertThatThrownBy(() -> PairedCounts.of(new boolean[2], new boolean[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot pair: 2 examples and 3 to compare with");
    assertThatThrownBy(() -> new PairedCounts(3, -1, 2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot count pairs: 3 both right, -1 only the first, 2 only the second, 0 neither");
  }

  /** Two networks on {@code n} examples, given how often only one of them is right. */
  static PairedCounts simulated(Key key, int n, double onlyFirst, double onlySecond) {
    boolean[] first = new boolean[n];
    boolean[] second = new boolean[n];
    SplittableRandom draws = key.stream();
    for (int i = 0; i < n; i++) {
      double draw = draws.nextDouble();
      boolean both = draw > 0.6;
      first[i] = both || draw < onlyFirst;
      second[i] = both || (!first[i] && draw < onlyFirst + onlySecond);
    }
    return PairedCounts.of(first, second);
  }
}
