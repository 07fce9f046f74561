package org.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tombola.attack.Fgsm;

class CountsTest {
  @Test
  void accuraciesAreFractionsOfTheImagesLookedAt() {
    Counts counts = new Counts(8, 6, 2, 0.5, 1.5);
    assertThat(counts.standardAccuracy()).isEqualTo(0.75);
    assertThat(counts.robustAccuracy()).isEqualTo(0.25);
  }

  @Test
  void aMonitorOfFewerThanNoImagesIsRefused() {
    assertThatThrownBy(() -> new Monitor(new Fgsm(), 0, -3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a number of images must be at least 0 (0 for all), not -3");
  }
}
