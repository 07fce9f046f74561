package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/** Several networks of one architecture at once, and statistics gathered with a weight. */
class BesideTest {
  private static final Key KEY = Key.ofSeed(8);

  private static Network network() {
    return Network.of(
        new SmallCnn(4),
        new ImageShape(1, 8, 8),
        new Normalisation(List.of(0.5), List.of(0.25)),
        3,
        KEY);
  }

  private static INDArray images(String name, int batch) {
    return Nd4j.createFromArray(KEY.child(name).uniform(batch * 64, 0, 1)).reshape(batch, 1, 8, 8);
  }

  private static INDArray cotangent() {
    return Nd4j.createFromArray(KEY.child("cotangent").normal(15)).reshape(5, 3);
  }

  @Test
  void passesOfBothAreValidAtOnceAndCountTogether() {
    try (Network network = network();
        Network alone = network();
        Network beside = network.beside()) {
      Pass first = network.forward(images("one", 5), Mode.BATCH);
      Pass second = beside.forward(images("two", 5), Mode.BATCH);
      float[] one = first.parameterGradient(cotangent()).toFloatVector();
      float[] two = second.parameterGradient(cotangent()).toFloatVector();
      assertThat(one)
          .isEqualTo(
              alone
                  .forward(images("one", 5), Mode.BATCH)
                  .parameterGradient(cotangent())
                  .toFloatVector());
      assertThat(two)
          .isEqualTo(
              alone
                  .forward(images("two", 5), Mode.BATCH)
                  .parameterGradient(cotangent())
                  .toFloatVector());
      assertThat(network.passes()).isEqualTo(new Passes(10, 0, 10));
      assertThat(beside.passes()).isEqualTo(network.passes());
    }
  }

  @Test
  void whatTheOneWritesTheOtherReadsAndClosingItLeavesTheParameters() {
    try (Network network = network()) {
      float[] changed;
      try (Network beside = network.beside()) {
        network.parameters().muli(1.5);
        changed = beside.forward(images("one", 5), Mode.BATCH).logits().values();
        // running statistics too
        beside.forward(images("one", 5), Mode.TRAIN);
      }
      assertThat(network.forward(images("one", 5), Mode.BATCH).logits().values())
          .isEqualTo(changed);
    }
  }

  @Test
  void aNetworkWithParametersOfItsOwnLeavesTheFirstAlone() {
    try (Network network = network()) {
      float[] before = network.parameters();
      try (Network other = network.beside(new float[before.length])) {
        other.forward(images("one", 5), Mode.TRAIN);
        other.parameters().addi(1);
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
  @Test
  void statisticsMoveByTheWeightAskedFor() {
    try (Network network = network()) {
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
