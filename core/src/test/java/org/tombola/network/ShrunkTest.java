package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;

class ShrunkTest {
  private static final Images IMAGES =
      new Images(Key.ofSeed(5).uniform(3 * 3 * 32 * 32, 0, 1), 3, new ImageShape(3, 32, 32));

  static List<Architecture> architectures() {
    return ArchitectureTest.small();
  }

  /** Every second channel of each free group is dropped, and shifts are away from 0. */
  private static Network masked(Architecture architecture) {
    Network network = ChannelsTest.network(architecture);
    network.forward(IMAGES, Mode.TRAIN);
    float[] values = network.parameters();
    BitSet keep =
        network.design().channels().places(network.layout(), halves(network.design().channels()));
    float[] shifts = Key.ofSeed(9).normal(values.length);
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        if (slice.prunable() && !keep.get(i)) {
          values[i] = 0;
        } else if (slice.trained() && slice.kind() != Kind.WEIGHT) {
          values[i] += 0.1f * shifts[i];
        }
      }
    }
    network.assign(values);
    return network;
  }

  private static List<BitSet> halves(Channels channels) {
    return channels.free().stream()
        .map(
            group -> {
              BitSet kept = new BitSet(group.size());
              for (int c = 0; c < group.size(); c += 2) {
                kept.set(c);
              }
              return kept;
            })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void computesWhatTheMaskedNetworkDoes(Architecture architecture) {
    try (Network network = masked(architecture);
        Network smaller = Shrunk.of(network)) {
      List<Channels.Group> groups = network.design().channels().free();
      assertThat(smaller.design().channels().free())
          .extracting(Channels.Group::size)
          .containsExactlyElementsOf(groups.stream().map(g -> (g.size() + 1) / 2).toList());
      assertThat(smaller.layout().length()).isLessThan(network.layout().length());
      for (Mode mode : Mode.values()) {
        double[] expected = network.forward(IMAGES, mode).logits().values();
        double[] logits = smaller.forward(IMAGES, mode).logits().values();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(logits).containsExactly(expected, within(1e-5 * Math.max(1, largest)));
      }
    }
  }

  /** Every prunable weight that is left is one the mask keeps. */
  @Test
  void leavesExactlyTheKeptWeights() {
    try (Network network = masked(new SmallCnn(4));
        Network smaller = Shrunk.of(network)) {
      int kept =
          network
              .design()
              .channels()
              .places(network.layout(), halves(network.design().channels()))
              .cardinality();
      assertThat(smaller.layout().prunable().stream().mapToInt(Slice::length).sum())
          .isEqualTo(kept);
    }
  }

  /** The classifier reads nothing of the last maps but one, so nobody needs the maps before. */
  @Test
  void dropsWhatOnlyDroppedChannelsRead() {
    try (Network network = ChannelsTest.network(new SmallCnn(3))) {
      Slice last = network.layout().slice("stage3/conv/W");
      Slice output = network.layout().slice("output/W");
      float[] values = network.parameters();
      for (int input = 64; input < output.inputs(); input++) {
        for (int o = 0; o < output.outputs(); o++) {
          values[output.place(o, input, 0)] = 0;
        }
      }
      // the one map left sees only the first two of six
      for (int input = 2; input < 6; input++) {
        for (int t = 0; t < 9; t++) {
          values[last.place(0, input, t)] = 0;
        }
      }
      network.assign(values);
      try (Network smaller = Shrunk.of(network)) {
        assertThat(smaller.design().channels().free())
            .extracting(Channels.Group::size)
            .containsExactly(3, 2, 1);
      }
    }
  }

  @Test
  void aDenseNetworkStaysAsItIs() {
    try (Network network = ChannelsTest.network(new ResNet18(4));
        Network same = Shrunk.of(network)) {
      assertThat(same.layout()).isEqualTo(network.layout());
      assertThat(same.parameters()).isEqualTo(network.parameters());
    }
  }

  @Test
  void oneChannelIsLeftOfALayerNobodyReads() {
    try (Network network = ChannelsTest.network(new Mlp(List.of(7, 5)))) {
      Slice output = network.layout().slice("output/W");
      float[] values = network.parameters();
      Arrays.fill(values, output.offset(), output.offset() + output.length(), 0);
      network.assign(values);
      try (Network smaller = Shrunk.of(network)) {
        assertThat(smaller.design().channels().free()).extracting(Channels.Group::size).contains(1);
        assertThat(smaller.forward(IMAGES, Mode.EVAL).logits().values())
            .isEqualTo(network.forward(IMAGES, Mode.EVAL).logits().values());
      }
    }
  }

  static Stream<Architecture> saved() {
    return Stream.of(new LeNet(), new SmallCnn(4), new Vgg16(4), new PreActResNet18(4));
  }

  @ParameterizedTest
  @MethodSource("saved")
  void itsFileIsReadByTombolaAndByPlainDl4j(Architecture architecture, @TempDir Path folder)
      throws Exception {
    Path zip = folder.resolve("smaller.zip");
    try (Network network = masked(architecture);
        Network smaller = Shrunk.of(network)) {
      smaller.design().save(smaller.parameters(), zip);
      ComputationGraph read = ModelSerializer.restoreComputationGraph(zip.toFile(), false);
      Design design = Design.of(read.getConfiguration(), network.design().images());
      try (Network loaded = Network.of(design, read.params().ravel().toFloatVector())) {
        assertThat(loaded.forward(IMAGES, Mode.EVAL).logits().values())
            .isEqualTo(smaller.forward(IMAGES, Mode.EVAL).logits().values());
      }
      ComputationGraph graph = ModelSerializer.restoreComputationGraph(zip.toFile(), false);
      INDArray theirs =
          graph.outputSingle(Nd4j.createFromArray(IMAGES.pixels()).reshape(3, 3, 32, 32));
      Logits logits = network.forward(IMAGES, Mode.EVAL).logits();
      INDArray ours =
          Nd4j.nn().softmax(Nd4j.createFromArray(logits.values()).reshape(3, logits.classes()), 1);
      for (int i = 0; i < ours.length(); i++) {
        assertThat(theirs.getDouble(i)).isCloseTo(ours.getDouble(i), within(1e-5));
      }
      assertThat(graph.numParams()).isEqualTo(smaller.layout().length());
    }
  }
}
