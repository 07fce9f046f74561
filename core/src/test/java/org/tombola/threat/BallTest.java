package org.tombola.threat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BallTest {
  private static final float[] CLEAN = {0.5f, 0.5f, 0.5f};

  private static Ball ball(Norm norm) {
    return new Ball(new ThreatModel(norm, Epsilon.parse("0.4")));
  }

  @ParameterizedTest
  @ValueSource(floats = {1e6f, 1, 1e-12f, 1e-30f})
  void aStepInLengthIsAsLongHoweverFlatTheLossIs(float scale) {
    float[] gradient = {3 * scale, 0, -4 * scale};
    float[] there = ball(Norm.L2).step(CLEAN, gradient, 0.1, CLEAN);
    assertThat(there).containsExactly(0.56f, 0.5f, 0.42f);
  }

  @Test
  void aStepInTheBoxGoesTheSameWayInEachPixelAndNowhereWhereThereIsNoSlope() {
    float[] gradient = {1e-30f, -0.0f, -7};
    float[] there = ball(Norm.LINF).step(CLEAN, gradient, 0.1, CLEAN);
    assertThat(there).containsExactly(0.6f, 0.5f, 0.4f);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void aGradientOfZerosMovesNothing(Norm norm) {
    assertThat(ball(norm).step(CLEAN, new float[3], 0.1, CLEAN)).containsExactly(CLEAN);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void aSlopeThatIsNoNumberShowsInThePoint(Norm norm) {
    float[] there = ball(norm).step(CLEAN, new float[] {1, Float.NaN, 1}, 0.1, CLEAN);
    assertThat(there[1]).isNaN();
  }
}
