package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.method.Card;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/** What every architecture promises, and each one's own refusals. */
class ArchitectureTest {
  private static final ImageShape GREY_28 = new ImageShape(1, 28, 28);
  private static final ImageShape COLOUR_32 = new ImageShape(3, 32, 32);
  private static final ImageShape COLOUR_64 = new ImageShape(3, 64, 64);

  /** One small member of each family, so that all of them run within seconds. */
  static List<Architecture> small() {
    return List.of(
        new Mlp(List.of(7, 5)),
        new LeNet(),
        new SmallCnn(3),
        new Vgg16(4),
        new ResNet18(4),
        new PreActResNet18(4),
        new WideResNet(10, 1),
        new WideResNet(16, 2));
  }

  static Normalisation normalisation(ImageShape images) {
    return new Normalisation(
        List.of(0.4, 0.5, 0.6).subList(0, images.channels()),
        List.of(0.2, 0.25, 0.3).subList(0, images.channels()));
  }

  static Stream<Arguments> readable() {
    return small().stream()
        .flatMap(
            architecture ->
                Stream.of(GREY_28, COLOUR_32, COLOUR_64)
                    .map(images -> Arguments.of(architecture, images)));
  }

  @Test
  void everyFamilyIsTested() {
    // a configuration of one's own has its test in NetworkTest
    assertThat(
            Stream.concat(small().stream().map(Object::getClass), Stream.of(Dl4jJson.class))
                .distinct()
                .toList())
        .containsExactlyInAnyOrder((Class<?>[]) Architecture.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("readable")
  void dl4jRunsIt(Architecture architecture, ImageShape images) {
    ComputationGraph graph =
        new ComputationGraph(architecture.configuration(images, normalisation(images), 10));
    graph.init();
    ParameterLayout layout = GraphLayout.of(graph);
    float[] flat = new float[layout.length()];
    Initialisation.draw(
        Dl4jLayers.graph(graph.getConfiguration(), images),
        layout,
        flat,
        normalisation(images),
        Key.ofSeed(1));
    graph.setParams(Nd4j.createFromArray(flat).reshape(1, flat.length));

    INDArray pixels =
        Nd4j.createFromArray(Key.ofSeed(2).uniform(2 * images.size(), 0, 1))
            .reshape(2, images.channels(), images.height(), images.width());
    INDArray probabilities = graph.output(pixels)[0];
    assertThat(probabilities.shape()).containsExactly(2, 10);
    assertThat(probabilities.sum(1).toDoubleVector())
        .containsExactly(new double[] {1, 1}, within(1e-4));

    // by batch statistics the signal neither dies nor explodes on the way
    INDArray trained = graph.feedForward(pixels, true).get("output");
    assertThat(trained.stdNumber().doubleValue()).isBetween(1e-3, 0.25);
  }

  @ParameterizedTest
  @MethodSource("readable")
  void itsJsonRoundTripsAndRepeats(Architecture architecture, ImageShape images) {
    ComputationGraphConfiguration configuration =
        architecture.configuration(images, normalisation(images), 10);
    String json = configuration.toJson();
    assertThat(ComputationGraphConfiguration.fromJson(json)).isEqualTo(configuration);
    assertThat(architecture.configuration(images, normalisation(images), 10).toJson())
        .isEqualTo(json);
  }

  @ParameterizedTest
  @MethodSource("small")
  void aGraphFromItsJsonReadsTheSameParameters(Architecture architecture) {
    ImageShape images = COLOUR_32;
    ComputationGraphConfiguration configuration =
        architecture.configuration(images, normalisation(images), 10);
    ComputationGraph written = new ComputationGraph(configuration);
    ComputationGraph read =
        new ComputationGraph(
            ComputationGraphConfiguration.fromJson(
                architecture.configuration(images, normalisation(images), 10).toJson()));
    written.init();
    read.init();
    ParameterLayout layout = GraphLayout.of(written);
    assertThat(GraphLayout.of(read)).isEqualTo(layout);

    float[] flat = new float[layout.length()];
    Initialisation.draw(
        Dl4jLayers.graph(configuration, images),
        layout,
        flat,
        normalisation(images),
        Key.ofSeed(1));
    for (ParameterLayout.Slice slice : layout.slices()) {
      if (slice.kind() == ParameterLayout.Kind.VARIANCE) {
        Arrays.fill(flat, slice.offset(), slice.offset() + slice.length(), 0.25f);
      }
    }
    written.setParams(Nd4j.createFromArray(flat).reshape(1, flat.length));
    read.setParams(written.params());
    INDArray pixels =
        Nd4j.createFromArray(Key.ofSeed(2).uniform(images.size(), 0, 1)).reshape(1, 3, 32, 32);
    assertThat(read.output(pixels)[0]).isEqualTo(written.output(pixels)[0]);
  }

  @ParameterizedTest
  @MethodSource("readable")
  void normalisationComesFirstAndTheClassifierLast(Architecture architecture, ImageShape images) {
    ComputationGraphConfiguration configuration =
        architecture.configuration(images, normalisation(images), 10);
    assertThat(configuration.getNetworkInputs()).containsExactly("images");
    assertThat(configuration.getVertexInputs().get("normalise")).containsExactly("images");
    assertThat(layer(configuration, "normalise")).isInstanceOf(FrozenLayer.class);
    assertThat(configuration.getNetworkOutputs()).containsExactly("output");
    assertThat(layer(configuration, "output"))
        .isInstanceOfSatisfying(
            OutputLayer.class, output -> assertThat(output.getNOut()).isEqualTo(10));
    // nothing else reads the raw pixels
    assertThat(Collections.frequency(configuration.getVertexInputs().values(), List.of("images")))
        .isEqualTo(1);
  }

  @Test
  void everyFamilyHasACardAndADefault() throws Exception {
    for (Class<?> family : Architecture.class.getPermittedSubclasses()) {
      assertThat(family.getAnnotation(Card.class).value()).isNotBlank();
      if (family != Dl4jJson.class) {
        assertThat(family.getConstructor().newInstance()).isInstanceOf(Architecture.class);
      }
    }
  }

  @Test
  void imagesTooSmallOrOddAreRefused() {
    refuses(
        new Vgg16(),
        new ImageShape(1, 14, 14),
        "Vgg16 needs images of at least 16x16 pixels (it halves them at least four times), not"
            + " 14x14");
    refuses(
        new LeNet(),
        new ImageShape(1, 28, 32),
        "LeNet reads images of 28x28, 32x32 or 64x64 pixels, not 28x32");
    refuses(
        new SmallCnn(),
        new ImageShape(1, 3, 28),
        "SmallCnn needs images of at least 4x4 pixels (it halves them twice), not 3x28");
  }

  private static void refuses(Architecture architecture, ImageShape images, String message) {
    assertThatThrownBy(() -> architecture.configuration(images, normalisation(images), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aNormalisationOfOtherChannelsIsRefused() {
    assertThatThrownBy(() -> new SmallCnn().configuration(COLOUR_32, normalisation(GREY_28), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a normalisation needs one mean and one deviation for each of the 3 channels, not"
                + " Normalisation[mean=[0.4], deviation=[0.2]]");
    Normalisation flat = new Normalisation(List.of(0.5), List.of(0.0));
    assertThatThrownBy(() -> new SmallCnn().configuration(GREY_28, flat, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("deviation must be above 0, not 0.0");
  }

  @Test
  void oneClassIsRefused() {
    assertThatThrownBy(() -> new Mlp().configuration(GREY_28, normalisation(GREY_28), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes must be at least 2, not 1");
  }

  @Test
  void badHyperParametersAreRefused() {
    assertThatThrownBy(() -> new SmallCnn(0)).hasMessage("width must be at least 1, not 0");
    assertThatThrownBy(() -> new Vgg16(-1)).hasMessage("width must be at least 1, not -1");
    assertThatThrownBy(() -> new ResNet18(0)).hasMessage("width must be at least 1, not 0");
    assertThatThrownBy(() -> new PreActResNet18(0)).hasMessage("width must be at least 1, not 0");
    assertThatThrownBy(() -> new WideResNet(34, 0)).hasMessage("width must be at least 1, not 0");
    assertThatThrownBy(() -> new WideResNet(32, 10))
        .hasMessage("depth must be 6n + 4 with n at least 1 (10, 16, 22, 28, 34), not 32");
    assertThatThrownBy(() -> new WideResNet(4, 10))
        .hasMessage("depth must be 6n + 4 with n at least 1 (10, 16, 22, 28, 34), not 4");
    assertThatThrownBy(() -> new Mlp(List.of()))
        .hasMessage("sizes must name at least one hidden layer, not []");
    assertThatThrownBy(() -> new Mlp(List.of(300, 0)))
        .hasMessage("size of a hidden layer must be at least 1, not 0");
  }

  static Layer layer(ComputationGraphConfiguration configuration, String name) {
    return ((LayerVertex) configuration.getVertices().get(name)).getLayerConf().getLayer();
  }

  static Stream<FeedForwardLayer> feedForward(ComputationGraphConfiguration configuration) {
    return configuration.getVertices().values().stream()
        .filter(LayerVertex.class::isInstance)
        .map(vertex -> ((LayerVertex) vertex).getLayerConf().getLayer())
        .filter(FeedForwardLayer.class::isInstance)
        .map(FeedForwardLayer.class::cast);
  }
}
