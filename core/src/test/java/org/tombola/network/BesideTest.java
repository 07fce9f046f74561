package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;

/** Several networks of one architecture at once, and statistics gathered with a weight. */
class BesideTest {
  private static final Key KEY = Key.ofSeed(8);

  private static Network network(Engine engine) {
    Normalisation normalisation = new Normalisation(List.of(0.5), List.of(0.25));
    Design design = Design.of(new SmallCnn(4), new ImageShape(1, 8, 8), normalisation, 3);
    Network network = engine.blank(design);
    network.assign(design.drawn(normalisation, KEY));
    return network;
  }

  private static Images images(String name, int batch) {
    return new Images(KEY.child(name).uniform(batch * 64, 0, 1), batch, new ImageShape(1, 8, 8));
  }

  private static float[] cotangent() {
    return KEY.child("cotangent").normal(15);
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void passesOfBothAreValidAtOnceAndCountTogether(Engine engine) {
    try (Network network = network(engine);
        Network alone = network(engine);
        Network beside = network.beside()) {
      Pass first = network.forward(images("one", 5), Mode.BATCH);
      Pass second = beside.forward(images("two", 5), Mode.BATCH);
      float[] one = first.parameterGradient(cotangent()).values();
      float[] two = second.parameterGradient(cotangent()).values();
      assertThat(one)
          .isEqualTo(
              alone.forward(images("one", 5), Mode.BATCH).parameterGradient(cotangent()).values());
      assertThat(two)
          .isEqualTo(
              alone.forward(images("two", 5), Mode.BATCH).parameterGradient(cotangent()).values());
      assertThat(network.passes()).isEqualTo(new Passes(10, 0, 10));
      assertThat(beside.passes()).isEqualTo(network.passes());
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void whatTheOneWritesTheOtherReadsAndClosingItLeavesTheParameters(Engine engine) {
    try (Network network = network(engine)) {
      double[] changed;
      try (Network beside = network.beside()) {
        float[] longer = network.parameters();
        for (int i = 0; i < longer.length; i++) {
          longer[i] *= 1.5f;
        }
        network.assign(longer);
        changed = beside.forward(images("one", 5), Mode.BATCH).logits().values();
        // running statistics too
        beside.forward(images("one", 5), Mode.TRAIN);
      }
      assertThat(network.forward(images("one", 5), Mode.BATCH).logits().values())
          .isEqualTo(changed);
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void aNetworkWithParametersOfItsOwnLeavesTheFirstAlone(Engine engine) {
    try (Network network = network(engine)) {
      float[] before = network.parameters();
      try (Network other = network.beside(new float[before.length])) {
        other.forward(images("one", 5), Mode.TRAIN);
        float[] ones = new float[before.length];
        Arrays.fill(ones, 1);
        other.assign(ones);
      }
      assertThat(network.parameters()).isEqualTo(before);
      assertThat(network.passes()).isEqualTo(new Passes(5, 0, 0));
      assertThatThrownBy(() -> network.beside(new float[3]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot make a network of 3 parameters like one of %d", network.layout().length());
    }
  }

  /** Batch statistics do not depend on running ones, so a weight of 1 tells them. */
  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void statisticsMoveByTheWeightAskedFor(Engine engine) {
    try (Network network = network(engine)) {
      float[] start = network.parameters();
      network.gatherStatistics(images("one", 5), 0);
      assertThat(network.parameters()).isEqualTo(start);
      network.gatherStatistics(images("one", 5), 1);
      float[] one = network.parameters();
      network.gatherStatistics(images("two", 5), 1);
      float[] two = network.parameters();
      network.gatherStatistics(images("one", 5), 0.25);
      float[] mixed = network.parameters();
      int statistics = 0;
      for (Slice slice : network.layout().slices()) {
        boolean moves =
            !slice.frozen() && (slice.kind() == Kind.MEAN || slice.kind() == Kind.VARIANCE);
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          if (moves) {
            statistics += one[i] != two[i] ? 1 : 0;
            assertThat(mixed[i]).isCloseTo(0.25f * one[i] + 0.75f * two[i], within(1e-6f));
          } else {
            assertThat(mixed[i]).isEqualTo(start[i]);
          }
        }
      }
      assertThat(statistics).isPositive();
      // the weight is of that pass alone
      network.gatherStatistics(images("one", 5), 0);
      network.forward(images("one", 5), Mode.TRAIN);
      assertThat(network.parameters()).isNotEqualTo(mixed).isNotEqualTo(one);
    }
  }
}
