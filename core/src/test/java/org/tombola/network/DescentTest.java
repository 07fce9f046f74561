package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.network.Descent.Settings;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;

/** An optimiser's steps on every engine. */
class DescentTest {
  private static final Key KEY = Key.ofSeed(2);
  private static final ImageShape IMAGES = new ImageShape(1, 8, 8);
  private static final Design DESIGN =
      Design.of(new SmallCnn(4), IMAGES, new Normalisation(List.of(0.5), List.of(0.25)), 3);
  private static final ParameterLayout LAYOUT = DESIGN.layout();

  private static float[] all(float value) {
    float[] flat = new float[LAYOUT.length()];
    Arrays.fill(flat, value);
    return flat;
  }

  private static Network network(Engine engine, float value) {
    Network network = engine.blank(DESIGN);
    network.assign(all(value));
    return network;
  }

  /** 0 at statistics and at the input normalisation, as a pass gives it. */
  private static Flat gradient(float value) {
    float[] flat = new float[LAYOUT.length()];
    for (Slice slice : LAYOUT.slices()) {
      float own = slice.trained() ? value : 0;
      Arrays.fill(flat, slice.offset(), slice.offset() + slice.length(), own);
    }
    return new Flat(flat);
  }

  private static BitSet every(int step) {
    BitSet kept = new BitSet();
    for (Slice slice : LAYOUT.prunable()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i += step) {
        kept.set(i);
      }
    }
    return kept;
  }

  /**
   * Learning rate 0.5, momentum 0.8, decay 0.25; the gradient is the sum over 4 examples. From 2
   * with sums 4 and -8: v = 1 + 0.5 = 1.5, w = 2 - 0.75 = 1.25; v = 1.2 - 2 + 0.3125 = -0.4875, w =
   * 1.25 + 0.24375. An l1 penalty of 0.5 on scales adds 0.5 to each of their v: 2, w = 1; then 1.6
   * - 2 + 0.25 + 0.5 = 0.35, w = 1 - 0.175.
   */
  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void twoStepsAreAsWorkedByHand(Engine engine) {
    try (Network network = network(engine, 2);
        Descent descent = network.descent(new Settings(0.8, 0.25, 0.5))) {
      descent.step(gradient(4), 4, 0.5);
      descent.step(gradient(-8), 4, 0.5);
      for (Slice slice : LAYOUT.slices()) {
        float expected = slice.kind() == Kind.GAMMA ? 0.825f : 1.49375f;
        float right = slice.trained() ? expected : 2;
        for (float weight : slice.of(network.parameters())) {
          assertThat(weight).as(slice.name()).isCloseTo(right, within(1e-6f));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void whatIsDroppedStaysZeroUntilItIsKeptAgain(Engine engine) {
    int dropped = LAYOUT.prunable().get(1).offset() + 1;
    try (Network network = network(engine, 2);
        Descent descent = network.descent(new Settings(0.5, 0, 0))) {
      descent.step(gradient(1), 1, 0.5);
      descent.mask(every(2));
      descent.step(gradient(1), 1, 0.5);
      assertThat(network.parameters()[dropped]).isCloseTo(0, within(0f));
      assertThat(descent.velocity()[dropped]).isCloseTo(0, within(0f));
      assertThat(network.parameters()[dropped - 1]).isEqualTo(0.75f);
      descent.mask(every(1));
      descent.step(gradient(1), 1, 0.5);
      assertThat(network.parameters()[dropped]).isEqualTo(-0.5f);
      float[] none = all(1);
      none[dropped] = Float.NaN;
      network.assign(none);
      descent.mask(every(2));
      assertThat(network.parameters()[dropped]).isNaN();
    }
  }

  /** Gradients of a pass: all of them when asked for, before and after a step under a mask. */
  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void aMaskedStepLeavesTheWholeGradientToBeAskedFor(Engine engine) {
    float[] parameters = DESIGN.drawn(new Normalisation(List.of(0.5), List.of(0.25)), KEY);
    Images images = new Images(KEY.child("images").uniform(5 * 64, 0, 1), 5, IMAGES);
    float[] cotangent = KEY.child("cotangent").normal(15);
    BitSet kept = every(3);
    try (Network network = engine.blank(DESIGN);
        Network other = engine.blank(DESIGN);
        Descent descent = network.descent(new Settings(0, 0, 0));
        Descent plain = other.descent(new Settings(0, 0, 0))) {
      network.assign(parameters);
      descent.mask(kept);
      other.assign(network.parameters());
      plain.mask(kept);
      float[] expected = other.forward(images, Mode.TRAIN).parameterGradient(cotangent).values();
      Gradient gradient = network.forward(images, Mode.TRAIN).parameterGradient(cotangent);
      descent.step(gradient, 5, 0.1);
      plain.step(new Flat(expected), 5, 0.1);
      assertThat(network.parameters()).isEqualTo(other.parameters());
      assertThat(gradient.values()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void gradientsOfTwoPassesAddUp(Engine engine) {
    float[] parameters = DESIGN.drawn(new Normalisation(List.of(0.5), List.of(0.25)), KEY);
    Images one = new Images(KEY.child("one").uniform(5 * 64, 0, 1), 5, IMAGES);
    Images two = new Images(KEY.child("two").uniform(5 * 64, 0, 1), 5, IMAGES);
    float[] cotangent = KEY.child("cotangent").normal(15);
    try (Network network = engine.blank(DESIGN)) {
      network.assign(parameters);
      float[] first = network.forward(one, Mode.BATCH).parameterGradient(cotangent).values();
      float[] second = network.forward(two, Mode.BATCH).parameterGradient(cotangent).values();
      try (Network beside = network.beside()) {
        float[] sum =
            network
                .forward(one, Mode.BATCH)
                .parameterGradient(cotangent)
                .plus(beside.forward(two, Mode.BATCH).parameterGradient(cotangent))
                .values();
        assertThat(sum).isEqualTo(new Flat(first).plus(new Flat(second)).values());
      }
    }
  }
}
