package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.network.Engine;

class SelfCheckTest {
  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void findsNothingWrongHere(Engine engine) {
    SelfCheck check = SelfCheck.run(Engine.choose(engine.word()));
    assertThat(check.engine()).isEqualTo(engine.word());
    assertThat(check.problems()).isEmpty();
    assertThat(check.repeats()).isTrue();
    // the bound is far from what rounding does
    assertThat(check.gradientError()).isPositive().isLessThan(SelfCheck.TOLERANCE / 5);
    assertThat(check.threads()).isEqualTo(1);
    assertThat(check.residentBytes()).isPositive();
  }

  @Test
  void tellsWrongGradientsAndBitsThatMove() {
    SelfCheck check = new SelfCheck("nd4j", "as asked", "CpuBackend", 1, 1, 0.4, false);
    assertThat(check.problems())
        .containsExactly(
            "Cannot trust its gradients: their relative error is 0.400 against finite differences"
                + " of the logits; rounding explains at most 0.03",
            "Cannot repeat a result: the same training steps gave different bits");
  }

  @Test
  void takesWhatIsNoNumberForWrong() {
    assertThat(new SelfCheck("nd4j", "as asked", "CpuBackend", 1, 1, Double.NaN, true).problems())
        .hasSize(1);
  }
}
