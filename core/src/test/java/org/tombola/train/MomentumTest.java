package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

class MomentumTest {
  /** A weight, a bias, a scale, a running mean, and the frozen scale of an input normalisation. */
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              slice("a/W", Kind.WEIGHT, 0, false),
              slice("a/b", Kind.BIAS, 1, false),
              slice("n/gamma", Kind.GAMMA, 2, false),
              slice("n/mean", Kind.MEAN, 3, false),
              slice("n/var", Kind.VARIANCE, 4, false),
              slice("normalise/gamma", Kind.GAMMA, 5, true)));

  private static Slice slice(String name, Kind kind, int offset, boolean frozen) {
    return new Slice(name, kind, List.of(1, 1), offset, 1, 'c', frozen, 1, 1);
  }

  /**
   * Learning rate 0.5, momentum 0.8, decay 0.25; the gradient is the sum over 4 examples. From 2
   * with sums 4 and -8: v = 1 + 0.5 = 1.5, w = 2 - 0.75 = 1.25; v = 1.2 - 2 + 0.3125 = -0.4875, w =
   * 1.25 + 0.24375.
   */
  @Test
  void twoStepsAreAsWorkedByHand() {
    INDArray weights = Nd4j.createFromArray(2f, 2f, 2f, 2f, 2f, 2f);
    INDArray gradient = Nd4j.createFromArray(4f, 4f, 4f, 0f, 0f, 0f);
    try (Momentum momentum = new Momentum(new Sgd(0.5, 0.8, 0.25), LAYOUT)) {
      momentum.step(weights, gradient, 4, 0.5);
      assertThat(weights.data().asFloat())
          .containsExactly(new float[] {1.25f, 1.25f, 1.25f, 2, 2, 2}, within(1e-6f));
      // unchanged: tickets read it after the step
      assertThat(gradient.data().asFloat()).containsExactly(4, 4, 4, 0, 0, 0);
      momentum.step(weights, gradient.mul(-2), 4, 0.5);
      assertThat(momentum.velocity().getFloat(0)).isEqualTo(-0.4875f, within(1e-6f));
      assertThat(weights.data().asFloat())
          .containsExactly(new float[] {1.49375f, 1.49375f, 1.49375f, 2, 2, 2}, within(1e-6f));
    }
  }

  @Test
  void theRateOfAStepIsNotTheSettings() {
    INDArray weights = Nd4j.createFromArray(1f, 1f, 1f, 1f, 1f, 1f);
    try (Momentum momentum = new Momentum(new Sgd(0.5, 0.9, 0), LAYOUT)) {
      momentum.step(weights, Nd4j.createFromArray(1f, 1f, 1f, 0f, 0f, 0f), 1, 0);
      assertThat(weights.getFloat(0)).isEqualTo(1);
      assertThat(momentum.velocity().getFloat(0)).isEqualTo(1);
    }
  }

  @Test
  void settingsThatCannotTrainAreRefused() {
    assertThatThrownBy(() -> new Sgd(0, 0.9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learning-rate is a number above 0, not 0.0");
    assertThatThrownBy(() -> new Sgd(Double.NaN, 0.9, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learning-rate is a number above 0, not NaN");
    assertThatThrownBy(() -> new Sgd(0.1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum is in [0, 1), not 1.0");
    assertThatThrownBy(() -> new Sgd(0.1, 0.9, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight-decay is at least 0, not -1.0");
  }

  /** An l1 penalty of 0.5 on scales: with no gradient, 2 goes to 2 - 0.25 and -2 to -2 + 0.25. */
  @Test
  void scalesShrinkByThePenaltyAndNothingElseDoes() {
    for (float start : new float[] {2, -2, 0}) {
      INDArray weights = Nd4j.valueArrayOf(6, start).castTo(DataType.FLOAT);
      INDArray none = weights.mul(0);
      try (Momentum momentum = new Momentum(new Sgd(0.5, 0.8, 0), LAYOUT, 0.5)) {
        momentum.step(weights, none, 4, 0.5);
        float moved = start - 0.25f * Math.signum(start);
        assertThat(weights.data().asFloat())
            .containsExactly(start, start, moved, start, start, start);
      }
    }
  }
}
