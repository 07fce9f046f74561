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

class TangoTest {
  /**
   * Fagerland, Lydersen and Laake 2017, "Statistical Analysis of Contingency Tables", chapter 8:
   * complete response before and after consolidation therapy, as their R package contingencytables
   * prints it.
   */
  @Test
  void reproducesPublishedValues() {
    Interval interval = Tango.interval(new PairedCounts(59, 6, 16, 80), 0.95);
    assertThat(interval.low()).isCloseTo(-0.1240, within(5e-5));
    assertThat(interval.high()).isCloseTo(-0.0054, within(5e-5));
  }

  /** Roots of Tango's equation by scipy 1.17, brentq. */
  @ParameterizedTest
  @CsvSource({
    "1, 7, 21, 0.95, -0.5172322764, -0.0260030325",
    "40, 20, 160, 0.95, 0.0308645331, 0.2180642442",
    "0, 1, 44, 0.95, -0.1180770970, 0.0593932311",
    "120, 80, 10000, 0.95, 0.0012400472, 0.0068308359",
    "512, 430, 10000, 0.99, 0.0002952054, 0.0161458746"
  })
  void solvesTangosEquation(
      int onlyFirst, int onlySecond, int examples, double confidence, double low, double high) {
    Interval interval =
        Tango.interval(
            new PairedCounts(0, onlyFirst, onlySecond, examples - onlyFirst - onlySecond),
            confidence);
    assertThat(interval.low()).isCloseTo(low, within(1e-9));
    assertThat(interval.high()).isCloseTo(high, within(1e-9));
  }

  /** Without discordant examples the bounds are z^2 / (n + z^2). */
  @Test
  void hasAWidthWhereTheNetworksAgreeAndEndsWhereTheyNeverDo() {
    Interval agree = Tango.interval(new PairedCounts(30, 0, 0, 10), 0.95);
    assertThat(agree.high()).isCloseTo(3.8414588 / 43.8414588, within(1e-8));
    assertThat(agree.low()).isCloseTo(-agree.high(), within(1e-15));
    Interval never = Tango.interval(new PairedCounts(0, 0, 9, 0), 0.95);
    assertThat(never.low()).isEqualTo(-1);
    assertThat(never.high()).isBetween(-1.0, 0.0);
    assertThat(Tango.interval(new PairedCounts(0, 0, 0, 0), 0.95)).isEqualTo(Interval.UNKNOWN);
  }

  /** (b - c)^2 / (b + c) above z^2 is McNemar's asymptotic test. */
  @Property(tries = 300)
  void excludesZeroWhereMcNemarsStatisticIsLargeAndMirrors(
      @ForAll @IntRange(max = 300) int onlyFirst,
      @ForAll @IntRange(max = 300) int onlySecond,
      @ForAll @IntRange(min = 1, max = 9000) int alike,
      @ForAll @DoubleRange(min = 0.5, max = 0.99) double confidence) {
    PairedCounts counts = new PairedCounts(alike, onlyFirst, onlySecond, 0);
    Interval interval = Tango.interval(counts, confidence);
    double z = Interval.z(confidence);
    double lead = onlyFirst - onlySecond;
    assertThat(interval.contains(0)).isEqualTo(lead * lead <= z * z * (onlyFirst + onlySecond));
    assertThat(interval.contains(lead / counts.examples())).isTrue();
    assertThat(interval.low()).isGreaterThanOrEqualTo(-1);
    assertThat(interval.high()).isLessThanOrEqualTo(1);
    Interval other = Tango.interval(new PairedCounts(0, onlySecond, onlyFirst, alike), confidence);
    assertThat(other).isEqualTo(new Interval(-interval.high(), -interval.low()));
  }

  /** What is to be expected is summed over every table by another program (scipy 1.17). */
  @ParameterizedTest
  @CsvSource({"50, 0.2, 0.1, 0.95229", "50, 0.04, 0.02, 0.96922", "200, 0.1, 0.06, 0.95130"})
  void coversTheDifferenceAsOftenAsItSays(
      int examples, double onlyFirst, double onlySecond, double expected) {
    double rate =
        Simulated.rate(
            "examples" + examples,
            key ->
                Tango.interval(
                        PairedCountsTest.simulated(key, examples, onlyFirst, onlySecond), 0.95)
                    .contains(onlyFirst - onlySecond));
    assertThat(rate).isCloseTo(expected, within(Simulated.bound(expected)));
  }

  @Test
  void refusesAConfidenceThatIsNone() {
    assertThatThrownBy(() -> Tango.interval(new PairedCounts(1, 1, 1, 1), 95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("confidence is between 0 and 1, not 95.0");
  }
}
