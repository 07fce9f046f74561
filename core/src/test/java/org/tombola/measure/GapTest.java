package org.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GapTest {
  @Test
  void isTrainingRobustAccuracyMinusTestRobustAccuracy() {
    assertThat(Gap.generalization(right(80, 100), right(30, 50))).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void overfittingIsBestRobustAccuracyMinusFinalRobustAccuracy() {
    assertThat(Gap.overfitting(right(30, 50), right(25, 50))).isCloseTo(0.1, within(1e-12));
  }

  private static Counts right(int robust, int images) {
    return new Counts(images, images, robust, 0, 0);
  }
}
