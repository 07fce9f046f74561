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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTest {
  /** Newcombe 1998, table I: 81 of 263 and 0 of 20, 95 %, Wilson without correction. */
  @Test
  void wilsonReproducesPublishedValues() {
    Interval common = Interval.wilson(81, 263, 0.95);
    assertThat(common.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(common.high()).isCloseTo(0.3662, within(5e-5));
    Interval none = Interval.wilson(0, 20, 0.95);
    assertThat(none.low()).isEqualTo(0);
    assertThat(none.high()).isCloseTo(0.1611, within(5e-5));
  }

  @Test
  void wilsonOfNothingIsUnknown() {
    assertThat(Interval.wilson(0, 0, 0.95)).isEqualTo(Interval.UNKNOWN);
    assertThat(Interval.UNKNOWN.known()).isFalse();
    assertThat(Interval.UNKNOWN.contains(0.5)).isFalse();
  }

  @Property(tries = 200)
  void wilsonCoversTheFractionAndMirrors(
      @ForAll @IntRange(min = 1, max = 20_000) int of,
      @ForAll @DoubleRange(min = 0, max = 1) double share,
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double confidence) {
    int right = (int) Math.round(share * of);
    Interval interval = Interval.wilson(right, of, confidence);
    assertThat(interval.contains((double) right / of)).isTrue();
    assertThat(interval.low()).isBetween(0.0, 1.0);
    Interval wrong = Interval.wilson(of - right, of, confidence);
    assertThat(1 - wrong.high()).isCloseTo(interval.low(), within(1e-12));
    assertThat(1 - wrong.low()).isCloseTo(interval.high(), within(1e-12));
  }

  /** t(0.975; 2) = 4.302653; the values have mean 2 and deviation 1. */
  @Test
  void studentIsWorkedByHand() {
    Interval interval = Interval.student(new double[] {1, 2, 3}, 0.95);
    assertThat(interval.low()).isCloseTo(2 - 4.302653 / Math.sqrt(3), within(1e-5));
    assertThat(interval.high()).isCloseTo(2 + 4.302653 / Math.sqrt(3), within(1e-5));
  }

  @Test
  void studentOfOneSeedIsUnknown() {
    assertThat(Interval.student(new double[] {0.6}, 0.95)).isEqualTo(Interval.UNKNOWN);
    assertThat(Interval.student(new double[0], 0.95)).isEqualTo(Interval.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 20})
  void studentCoversTheMeanOfNormalValuesAsOftenAsItSays(int n) {
    double rate =
        Simulated.rate(
            "student" + n, key -> Interval.student(Simulated.normal(key, n), 0.95).contains(0));
    assertThat(rate).isCloseTo(0.95, within(Simulated.bound(0.95)));
  }

  /** scipy 1.17: the sum of binom.pmf over what covers; fractions are discrete, so not 0.95. */
  @ParameterizedTest
  @CsvSource({"20, 0.1, 0.95683", "50, 0.5, 0.93509", "500, 0.9, 0.95631"})
  void wilsonCoversTheFractionAboutAsOftenAsItSays(int of, double fraction, double expected) {
    double rate =
        Simulated.rate(
            "wilson" + of,
            key -> {
              int right = 0;
              for (float draw : key.uniform(of, 0, 1)) {
                right += draw < fraction ? 1 : 0;
              }
              return Interval.wilson(right, of, 0.95).contains(fraction);
            });
    assertThat(rate).isCloseTo(expected, within(Simulated.bound(expected)));
  }

  @Test
  void refusesWhatItCannotTellFrom() {
    assertThatThrownBy(() -> Interval.wilson(3, 2, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot take an interval: 3 right of 2 tries");
    assertThatThrownBy(() -> Interval.wilson(1, 2, 95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence is between 0 and 1, not 95.0");
    assertThatThrownBy(() -> Interval.student(new double[] {1, Double.NaN}, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot take an interval: a value is NaN");
    assertThatThrownBy(() -> new Interval(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an interval goes from low to high, not from 2.0 to 1.0");
  }
}
