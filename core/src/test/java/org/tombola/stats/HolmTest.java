package org.tombola.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tombola.random.Key;

class HolmTest {
  /** 4 x 0.005, 3 x 0.01, 2 x 0.03, and 0.04 lifted to the 0.06 before it. */
  @Test
  void isWorkedByHand() {
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
    assertThat(Holm.adjusted(new double[] {0.4, 0.6, 0.7}))
        .containsExactly(new double[] {1, 1, 1}, within(0.0));
    assertThat(Holm.adjusted(new double[] {0.04})).containsExactly(0.04);
    assertThat(Holm.adjusted(new double[0])).isEmpty();
  }

  @Property(tries = 200)
  void liesBetweenThePValueAndBonferroniAndKeepsTheOrder(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = 0, max = 1) Double> values) {
    double[] p = values.stream().mapToDouble(value -> value).toArray();
    double[] adjusted = Holm.adjusted(p);
    for (int i = 0; i < p.length; i++) {
      assertThat(adjusted[i]).isBetween(p[i], Math.min(1, p.length * p[i]));
      for (int j = 0; j < p.length; j++) {
        if (p[i] < p[j]) {
          assertThat(adjusted[i]).isLessThanOrEqualTo(adjusted[j]);
        }
      }
    }
  }

  /**
   * Ten methods that differ in nothing, each compared with one baseline over five seeds: the
   * comparisons depend on one another. Uncorrected, some method "differs" in about 3 of 10 sweeps.
   */
  @Test
  void keepsTheChanceOfAnyFalseFindingAmongMany() {
    double corrected = Simulated.rate("methods", key -> smallest(Holm.adjusted(sweep(key))) < 0.05);
    double uncorrected = Simulated.rate("methods", key -> smallest(sweep(key)) < 0.05);
    assertThat(corrected).isLessThan(0.05 + Simulated.bound(0.05));
    assertThat(uncorrected).isGreaterThan(0.2);
  }

  @Test
  void refusesWhatIsNoProbability() {
    assertThatThrownBy(() -> Holm.adjusted(new double[] {0.1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot correct p-values: one is NaN, not in [0, 1]");
    assertThatThrownBy(() -> Holm.adjusted(new double[] {1.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot correct p-values: one is 1.5, not in [0, 1]");
  }

  private static double[] sweep(Key key) {
    double[] baseline = Simulated.normal(key.child("baseline"), 5);
    double[] p = new double[10];
    for (int i = 0; i < p.length; i++) {
      double[] method = Simulated.normal(key.child("method", i), 5);
      p[i] = PairedDifference.of(method, baseline, 0.95).p();
    }
    return p;
  }

  private static double smallest(double[] p) {
    return Arrays.stream(p).min().orElseThrow();
  }
}
