package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.network.Channels.Group;
import org.tombola.network.Channels.Reader;
import org.tombola.network.Channels.Use;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;

class ChannelsTest {
  private static final ImageShape IMAGES = new ImageShape(3, 32, 32);

  static List<Architecture> architectures() {
    return ArchitectureTest.small();
  }

  private static Channels channels(Architecture architecture) {
    return Channels.of(architecture, IMAGES, ArchitectureTest.normalisation(IMAGES), 10);
  }

  static Network network(Architecture architecture) {
    return Network.of(
        architecture, IMAGES, ArchitectureTest.normalisation(IMAGES), 10, Key.ofSeed(3));
  }

  /** SmallCnn(3) at 32x32: the third convolution's 8x8 maps are flattened for the classifier. */
  @Test
  void followsAChainToTheFlattenedMaps() {
    assertThat(channels(new SmallCnn(3)).groups())
        .containsExactly(
            chain(3, "stage1/conv", "stage1/bn", new Reader("stage2/conv", 1)),
            chain(6, "stage2/conv", "stage2/bn", new Reader("stage3/conv", 1)),
            chain(12, "stage3/conv", "stage3/bn", new Reader("output", 64)),
            new Group(10, Use.FIXED, List.of("output"), List.of(), List.of(), List.of()));
  }

  private static Group chain(int size, String layer, String norm, Reader reader) {
    return new Group(size, Use.FREE, List.of(layer), List.of(norm), List.of(norm), List.of(reader));
  }

  /** One group a stage is summed; in each block the channels between its convolutions are free. */
  @Test
  void aSumJoinsTheChannelsItAdds() {
    Channels post = channels(new ResNet18(4));
    assertThat(post.summed()).extracting(Group::size).containsExactly(4, 8, 16, 32);
    assertThat(post.summed().get(1).producers())
        .containsExactlyInAnyOrder(
            "stage2/block1/conv2", "stage2/block1/shortcut/conv", "stage2/block2/conv2");
    assertThat(post.summed().get(1).readers())
        .extracting(Reader::layer)
        .containsExactlyInAnyOrder(
            "stage2/block2/conv1", "stage3/block1/conv1", "stage3/block1/shortcut/conv");
    assertThat(post.free()).extracting(Group::size).containsExactly(4, 4, 8, 8, 16, 16, 32, 32);

    Channels pre = channels(new PreActResNet18(4));
    assertThat(pre.summed().get(0).producers())
        .containsExactlyInAnyOrder("stem/conv", "stage1/block1/conv2", "stage1/block2/conv2");
    assertThat(pre.summed().get(0).normalisations())
        .containsExactlyInAnyOrder("stage1/block1/bn1", "stage1/block2/bn1", "stage2/block1/bn1");
    assertThat(pre.free())
        .allSatisfy(group -> assertThat(group.scales()).singleElement().asString().contains("bn2"));
    // a stem as wide as the first stage is added to it, another is not
    assertThat(channels(new WideResNet(10, 1)).summed()).hasSize(3);
    assertThat(channels(new WideResNet(16, 2)).summed().get(0).producers())
        .doesNotContain("stem/conv");
    assertThat(channels(new WideResNet(16, 2)).free().get(0).producers())
        .containsExactly("stem/conv");
  }

  @Test
  void countsTheFreeChannelsOfEveryChain() {
    assertThat(sizes(new Mlp(List.of(7, 5)))).containsExactly(7, 5);
    assertThat(sizes(new LeNet())).containsExactly(6, 16, 120, 84);
    assertThat(sizes(new Vgg16(4))).containsExactly(4, 4, 8, 8, 16, 16, 16, 32, 32, 32, 32, 32, 32);
    assertThat(channels(new LeNet()).free().get(1).readers())
        .containsExactly(new Reader("dense1", 25));
    assertThat(channels(new Vgg16(4)).free().get(12).readers())
        .containsExactly(new Reader("output", 1));
    assertThat(channels(new Mlp(List.of(7, 5))).free()).allMatch(g -> g.scales().isEmpty());
  }

  private static IntStream sizes(Architecture architecture) {
    return channels(architecture).free().stream().mapToInt(Group::size);
  }

  /** Every weight has one layer that makes its output and one group it reads, with all inputs. */
  @ParameterizedTest
  @MethodSource("architectures")
  void everyLayerMakesOneGroupAndReadsOne(Architecture architecture) {
    try (Network network = network(architecture)) {
      Channels channels = network.design().channels();
      assertThat(channels).isEqualTo(channels(architecture));
      for (Slice weights : network.layout().prunable()) {
        String layer = weights.layer();
        assertThat(channels.groups().stream().filter(g -> g.producers().contains(layer)))
            .singleElement()
            .satisfies(group -> assertThat(group.size()).isEqualTo(weights.outputs()));
        int inputs =
            channels.groups().stream()
                .flatMap(
                    g ->
                        g.readers().stream()
                            .filter(r -> r.layer().equals(layer))
                            .map(r -> r.width() * g.size()))
                .mapToInt(n -> n)
                .sum();
        // images are read by the first layer only
        assertThat(inputs).isIn(weights.inputs(), 0);
      }
    }
  }

  /** What DL4J reads back from its JSON has the same channels: a network of one's own has, too. */
  @ParameterizedTest
  @MethodSource("architectures")
  void aConfigurationReadFromJsonHasTheSameChannels(Architecture architecture) {
    var configuration =
        architecture.configuration(IMAGES, ArchitectureTest.normalisation(IMAGES), 10);
    var read = ComputationGraphConfiguration.fromJson(configuration.toJson());
    assertThat(Channels.of(Dl4jLayers.graph(read, IMAGES))).isEqualTo(channels(architecture));
  }

  /** A frozen layer's weights stay, so neither what it reads nor what it makes may be dropped. */
  @Test
  void channelsOfAFrozenLayerAreFixed() {
    var configuration =
        new Mlp(List.of(7, 5, 4)).configuration(IMAGES, ArchitectureTest.normalisation(IMAGES), 10);
    LayerVertex second = (LayerVertex) configuration.getVertices().get("dense2");
    second.getLayerConf().setLayer(new FrozenLayer(second.getLayerConf().getLayer()));
    assertThat(Channels.of(Dl4jLayers.graph(configuration, IMAGES)).groups())
        .extracting(Group::use)
        .containsExactly(Use.FIXED, Use.FIXED, Use.FREE, Use.FIXED);
  }

  /** Drops channel 1 of 3 of the first convolution: 27 weights of its own, 6 x 9 that read it. */
  @Test
  void aDroppedChannelLosesItsFilterAndItsReaders() {
    try (Network network = network(new SmallCnn(3))) {
      Channels channels = network.design().channels();
      List<BitSet> kept = List.of(bits(0, 2), bits(0, 1, 2, 3, 4, 5), bits(range(12)));
      BitSet places = channels.places(network.layout(), kept);
      BitSet dropped = new BitSet();
      network.layout().prunable().forEach(s -> dropped.set(s.offset(), s.offset() + s.length()));
      dropped.andNot(places);
      Slice first = network.layout().slice("stage1/conv/W");
      Slice second = network.layout().slice("stage2/conv/W");
      assertThat(dropped.cardinality()).isEqualTo(27 + 54);
      assertThat(dropped.get(first.offset() + 27, first.offset() + 54).cardinality()).isEqualTo(27);
      assertThat(dropped.get(second.offset() + 9, second.offset() + 18).cardinality()).isEqualTo(9);
      assertThat(channels.kept(network.layout(), places)).isEqualTo(kept);
    }
  }

  private static int[] range(int n) {
    return IntStream.range(0, n).toArray();
  }

  private static BitSet bits(int... places) {
    BitSet bits = new BitSet();
    IntStream.of(places).forEach(bits::set);
    return bits;
  }
}
