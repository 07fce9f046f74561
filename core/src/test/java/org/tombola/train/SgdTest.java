package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SgdTest {
  @Test
  void settingsThatCannotTrainAreRefused() {
    assertThatThrownBy(() -> new Sgd(0, 0.9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learning-rate must be above 0, not 0.0");
    assertThatThrownBy(() -> new Sgd(Double.NaN, 0.9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learning-rate must be above 0, not NaN");
    assertThatThrownBy(() -> new Sgd(0.1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum must be in [0, 1), not 1.0");
    assertThatThrownBy(() -> new Sgd(0.1, 0.9, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight-decay must be at least 0, not -1.0");
  }
}
