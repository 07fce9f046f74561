package org.tombola.spark.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecimalsTest {
  @Test
  void whatRoundsToZeroHasNoSign() {
    assertThat(Decimals.of(-0.04, 1)).isEqualTo("0.0");
    assertThat(Decimals.of(-0.0, 3)).isEqualTo("0.000");
    assertThat(Decimals.signed(-0.04, 1)).isEqualTo("0.0");
    assertThat(Decimals.signed(0.04, 1)).isEqualTo("0.0");
  }

  @Test
  void allElseIsRoundedAndKeepsItsSign() {
    assertThat(Decimals.of(-0.06, 1)).isEqualTo("-0.1");
    assertThat(Decimals.of(12.344, 2)).isEqualTo("12.34");
    assertThat(Decimals.signed(-0.06, 1)).isEqualTo("-0.1");
    assertThat(Decimals.signed(7, 1)).isEqualTo("+7.0");
    assertThat(Decimals.of(Double.NaN, 1)).isEqualTo("NaN");
  }
}
