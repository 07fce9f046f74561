package org.tombola.network.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.Descent.Settings;
import org.tombola.network.Flat;
import org.tombola.network.Gradient;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

class Nd4jDescentTest {
  /** Minus zero is zero. */
  private static final Offset<Float> NONE = within(0f);

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

  private static Nd4jDescent descent(
      INDArray weights, double momentum, double decay, double shrinkage) {
    return new Nd4jDescent(weights, LAYOUT, new Settings(momentum, decay, shrinkage));
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
    try (Nd4jDescent descent = descent(weights, 0.8, 0.25, 0)) {
      descent.step(new Nd4jGradient(gradient), 4, 0.5);
      assertThat(weights.data().asFloat())
          .containsExactly(new float[] {1.25f, 1.25f, 1.25f, 2, 2, 2}, within(1e-6f));
      // unchanged: tickets read it after the step
      assertThat(gradient.data().asFloat()).containsExactly(4, 4, 4, 0, 0, 0);
      descent.step(new Flat(new float[] {-8, -8, -8, 0, 0, 0}), 4, 0.5);
      assertThat(descent.velocity()[0]).isEqualTo(-0.4875f, within(1e-6f));
      assertThat(weights.data().asFloat())
          .containsExactly(new float[] {1.49375f, 1.49375f, 1.49375f, 2, 2, 2}, within(1e-6f));
    }
  }

  @Test
  void theRateOfAStepIsNotTheSettings() {
    INDArray weights = Nd4j.createFromArray(1f, 1f, 1f, 1f, 1f, 1f);
    try (Nd4jDescent descent = descent(weights, 0.9, 0, 0)) {
      descent.step(new Flat(new float[] {1, 1, 1, 0, 0, 0}), 1, 0);
      assertThat(weights.getFloat(0)).isEqualTo(1);
      assertThat(descent.velocity()[0]).isEqualTo(1);
    }
  }

  /** An l1 penalty of 0.5 on scales: with no gradient, 2 goes to 2 - 0.25 and -2 to -2 + 0.25. */
  @Test
  void scalesShrinkByThePenaltyAndNothingElseDoes() {
    for (float start : new float[] {2, -2, 0}) {
      INDArray weights = Nd4j.valueArrayOf(6, start).castTo(DataType.FLOAT);
      try (Nd4jDescent descent = descent(weights, 0.8, 0, 0.5)) {
        descent.step(new Flat(new float[6]), 4, 0.5);
        float moved = start - 0.25f * Math.signum(start);
        assertThat(weights.data().asFloat())
            .containsExactly(start, start, moved, start, start, start);
      }
    }
  }

  /** The weight is dropped: it and its momentum are 0 at once, and stay so; the rest goes on. */
  @Test
  void whatIsDroppedStaysZeroUntilItIsKeptAgain() {
    INDArray weights = Nd4j.createFromArray(2f, 2f, 2f, 2f, 2f, 2f);
    Gradient ones = new Flat(new float[] {1, 1, 1, 0, 0, 0});
    try (Nd4jDescent descent = descent(weights, 0.5, 0, 0)) {
      descent.step(ones, 1, 0.5);
      descent.mask(new BitSet());
      assertThat(weights.data().asFloat())
          .containsExactly(new float[] {0, 1.5f, 1.5f, 2, 2, 2}, NONE);
      assertThat(descent.velocity()).containsExactly(new float[] {0, 1, 1, 0, 0, 0}, NONE);
      descent.step(ones, 1, 0.5);
      assertThat(weights.data().asFloat())
          .containsExactly(new float[] {0, 0.75f, 0.75f, 2, 2, 2}, NONE);
      BitSet all = new BitSet();
      all.set(0);
      descent.mask(all);
      descent.step(ones, 1, 0.5);
      assertThat(weights.getFloat(0)).isEqualTo(-0.5f);
      descent.resume(new float[] {4, 0, 0, 0, 0, 0});
      assertThat(descent.velocity()).containsExactly(4, 0, 0, 0, 0, 0);
      weights.putScalar(0, Float.NaN);
      descent.mask(new BitSet());
      assertThat(weights.getFloat(0)).isNaN();
    }
  }
}
