package org.tombola.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedDifferenceTest {
  /** The seeds differ by tens, the methods by one: only pairing sees it. */
  @Test
  void pairingCancelsWhatSeedsShare() {
    double[] dense = {10, 20, 30};
    double[] sparse = {11.1, 21.0, 30.9};
    PairedDifference difference = PairedDifference.of(sparse, dense, 0.95);
    assertThat(difference.mean()).isCloseTo(1, within(1e-12));
    assertThat(difference.interval().low())
        .isCloseTo(1 - 4.302653 * 0.1 / Math.sqrt(3), within(1e-6));
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

  /** Student 1908, extra sleep by two drugs: t = 4.0621, p = 0.002833 (R, datasets::sleep). */
  @Test
  void thePValueIsStudents() {
    double[] first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
    double[] second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    PairedDifference difference = PairedDifference.of(second, first, 0.95);
    assertThat(difference.p()).isCloseTo(0.002832890197384273, within(1e-12));
    assertThat(difference.interval().low()).isCloseTo(0.7001142367230175, within(1e-9));
    assertThat(difference.interval().high()).isCloseTo(2.459885763276983, within(1e-9));
    assertThat(PairedDifference.of(first, second, 0.95).p()).isEqualTo(difference.p());
  }

  @Test
  void equalPairsSpeakForNothingAndOneForNoPValue() {
    double[] values = {1, 2, 3};
    assertThat(PairedDifference.of(values, values, 0.95).p()).isEqualTo(1);
    assertThat(PairedDifference.of(values, new double[] {0, 1, 2}, 0.95).p()).isEqualTo(0);
    assertThat(PairedDifference.of(new double[1], new double[1], 0.95).p()).isNaN();
  }

  @Property(tries = 200)
  void theIntervalCoversZeroWhereThePValueIsNotSmall(
      @ForAll @DoubleRange(min = -3, max = 3) double mean,
      @ForAll @DoubleRange(min = 0.1, max = 3) double deviation,
      @ForAll @IntRange(min = 2, max = 40) int pairs,
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double confidence) {
    PairedDifference difference = new PairedDifference(mean, deviation, pairs, confidence);
    assertThat(difference.inconclusive()).isEqualTo(difference.p() >= 1 - confidence);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10})
  void callsEqualMethodsDifferentAsOftenAsItSays(int pairs) {
    double rate =
        Simulated.rate(
            "equal" + pairs,
            key ->
                PairedDifference.of(
                            Simulated.normal(key.child("one"), pairs),
                            Simulated.normal(key.child("other"), pairs),
                            0.95)
                        .p()
                    < 0.05);
    assertThat(rate).isCloseTo(0.05, within(Simulated.bound(0.05)));
  }

  @Test
  void refusesUnpairedValues() {
    assertThatThrownBy(() -> PairedDifference.of(new double[2], new double[3], 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot pair: 2 values and 3 to compare with");
  }
}
