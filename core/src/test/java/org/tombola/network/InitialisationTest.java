package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.ConstantDistribution;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.distribution.TruncatedNormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

class InitialisationTest {
  private static final ImageShape EIGHT = new ImageShape(8, 8, 8);
  private static final ImageShape COLOUR_32 = new ImageShape(3, 32, 32);
  private static final Normalisation COLOURS =
      new Normalisation(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616));

  /** A graph with its layout and our draw. */
  private record Drawn(ComputationGraph graph, ParameterLayout layout, float[] flat) {
    static Drawn of(ComputationGraph graph, ImageShape images, Key key) {
      ParameterLayout layout = GraphLayout.of(graph);
      float[] flat = new float[layout.length()];
      Initialisation.draw(
          Dl4jLayers.graph(graph.getConfiguration(), images), layout, flat, COLOURS, key);
      return new Drawn(graph, layout, flat);
    }

    static Drawn of(Architecture architecture, int classes, Key key) {
      ComputationGraph graph =
          new ComputationGraph(architecture.configuration(COLOUR_32, COLOURS, classes));
      graph.init();
      return of(graph, COLOUR_32, key);
    }

    float[] values(String name) {
      Slice slice =
          layout.slices().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
      return Arrays.copyOfRange(flat, slice.offset(), slice.offset() + slice.length());
    }
  }

  private static DescriptiveStatistics statistics(float[] values) {
    DescriptiveStatistics statistics = new DescriptiveStatistics();
    for (float value : values) {
      statistics.addValue(value);
    }
    return statistics;
  }

  @Test
  void weightsAreUniformInOneOverRootFanIn() {
    Drawn drawn = Drawn.of(new PreActResNet18(16), 10, Key.ofSeed(1));
    // 3x3 from 64 to 128 maps: fan-in 576, 73,728 draws
    DescriptiveStatistics weights = statistics(drawn.values("stage4/block1/conv1/W"));
    double bound = 1 / Math.sqrt(64 * 9);
    assertThat(weights.getMax()).isBetween(0.999 * bound, bound);
    assertThat(weights.getMin()).isBetween(-bound, -0.999 * bound);
    // four standard errors: 4 * bound / sqrt(3 * 73,728)
    assertThat(weights.getMean()).isCloseTo(0, within(0.0086 * bound));
    assertThat(weights.getStandardDeviation())
        .isCloseTo(bound / Math.sqrt(3), within(0.01 * bound));
  }

  @Test
  void wideResNetsConvolutionsAreNormalByFanOut() {
    Drawn drawn = Drawn.of(new WideResNet(10, 2), 10, Key.ofSeed(1));
    // 3x3 from 64 to 128 maps: fan-out 1,152 whatever the stride
    DescriptiveStatistics weights = statistics(drawn.values("stage3/block1/conv1/W"));
    assertThat(weights.getStandardDeviation())
        .isCloseTo(Math.sqrt(2.0 / 1152), within(0.01 * Math.sqrt(2.0 / 1152)));
    assertThat(weights.getKurtosis()).isCloseTo(0, within(0.08));
    DescriptiveStatistics classifier = statistics(drawn.values("output/W"));
    assertThat(classifier.getMax()).isLessThanOrEqualTo(1 / Math.sqrt(128));
  }

  @Test
  void everythingButWeightsIsConstant() {
    Drawn drawn = Drawn.of(new Vgg16(4), 10, Key.ofSeed(1));
    assertThat(drawn.layout().slices()).extracting(Slice::kind).contains(Kind.values());
    for (Slice slice : drawn.layout().slices()) {
      if (slice.frozen() || slice.kind() == Kind.WEIGHT) {
        continue;
      }
      float expected = slice.kind() == Kind.GAMMA || slice.kind() == Kind.VARIANCE ? 1 : 0;
      for (float value : drawn.values(slice.name())) {
        assertThat(value).as(slice.name()).isEqualTo(expected);
      }
    }
  }

  @Test
  void theFirstLayerSubtractsTheMeanAndDividesByTheDeviation() {
    Drawn drawn = Drawn.of(new SmallCnn(2), 10, Key.ofSeed(1));
    drawn.graph().setParams(Nd4j.createFromArray(drawn.flat()).reshape(1, drawn.flat().length));
    INDArray pixels =
        Nd4j.createFromArray(Key.ofSeed(3).uniform(2 * COLOUR_32.size(), 0, 1))
            .reshape(2, 3, 32, 32);
    INDArray normalised = drawn.graph().feedForward(pixels, false).get("normalise");
    for (int c = 0; c < 3; c++) {
      double pixel = pixels.getDouble(1, c, 5, 7);
      double expected = (pixel - COLOURS.mean().get(c)) / COLOURS.deviation().get(c);
      assertThat(normalised.getDouble(1, c, 5, 7)).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void equalKeysDrawEqualWeightsAndOthersOthers() {
    float[] first = Drawn.of(new SmallCnn(4), 10, Key.ofSeed(1)).flat();
    assertThat(Drawn.of(new SmallCnn(4), 10, Key.ofSeed(1)).flat()).isEqualTo(first);
    assertThat(Drawn.of(new SmallCnn(4), 10, Key.ofSeed(2)).flat()).isNotEqualTo(first);
  }

  @Test
  void equalNamesShareTheirDrawWhateverSurroundsThem() {
    Drawn ten = Drawn.of(new PreActResNet18(4), 10, Key.ofSeed(1));
    Drawn hundred = Drawn.of(new PreActResNet18(4), 100, Key.ofSeed(1));
    Drawn post = Drawn.of(new ResNet18(4), 10, Key.ofSeed(1));
    String name = "stage3/block2/conv1/W";
    assertThat(hundred.values(name)).isEqualTo(ten.values(name));
    assertThat(post.values(name)).isEqualTo(ten.values(name));
    assertThat(ten.values("stage3/block2/conv2/W")).isNotEqualTo(ten.values(name));
  }

  /** One strided convolution, whose fan-in (72) and fan-out (144) differ, and a classifier. */
  private static ComputationGraph strided(IWeightInit init) {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("images")
                .setInputTypes(InputType.convolutional(8, 8, 8))
                .addLayer(
                    "conv",
                    new ConvolutionLayer.Builder(3, 3)
                        .stride(2, 2)
                        .nOut(64)
                        .biasInit(0.25)
                        .weightInit(init)
                        .build(),
                    "images")
                .addLayer("output", new OutputLayer.Builder().nOut(2).build(), "conv")
                .setOutputs("output")
                .build());
    graph.init();
    return graph;
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "UNIFORM",
        "RELU",
        "RELU_UNIFORM",
        "XAVIER",
        "XAVIER_UNIFORM",
        "LECUN_NORMAL",
        "LECUN_UNIFORM",
        "NORMAL",
        "ZERO",
        "ONES"
      })
  void isDistributedAsDl4jsOwn(WeightInit init) {
    Drawn ours = Drawn.of(strided(init.getWeightInitFunction()), EIGHT, Key.ofSeed(1));
    float[] theirs = ours.graph().getParam("conv_W").ravel().toFloatVector();
    DescriptiveStatistics drawn = statistics(ours.values("conv/W"));
    DescriptiveStatistics expected = statistics(theirs);
    double deviation = expected.getStandardDeviation();
    // 4,608 draws each: four standard errors of the difference of two deviations are about 6 %
    assertThat(drawn.getStandardDeviation()).isCloseTo(deviation, within(0.06 * deviation + 1e-12));
    assertThat(drawn.getMean()).isCloseTo(expected.getMean(), within(0.085 * deviation + 1e-12));
    assertThat(drawn.getMax()).isCloseTo(expected.getMax(), within(deviation));
  }

  @Test
  void distributionsAreDrawnWithTheirOwnParameters() {
    DescriptiveStatistics normal = statistics(conv(new NormalDistribution(3, 0.5)));
    assertThat(normal.getMean()).isCloseTo(3, within(0.03));
    assertThat(normal.getStandardDeviation()).isCloseTo(0.5, within(0.03));
    DescriptiveStatistics uniform = statistics(conv(new UniformDistribution(1, 2)));
    assertThat(uniform.getMin()).isBetween(1.0, 1.01);
    assertThat(uniform.getMax()).isBetween(1.99, 2.0);
    assertThat(conv(new ConstantDistribution(0.125))).containsOnly(0.125f);
  }

  private static float[] conv(Distribution distribution) {
    return Drawn.of(strided(new WeightInitDistribution(distribution)), EIGHT, Key.ofSeed(1))
        .values("conv/W");
  }

  @Test
  void theConfigurationsOwnBiasIsKept() {
    assertThat(
            Drawn.of(strided(WeightInit.RELU.getWeightInitFunction()), EIGHT, Key.ofSeed(1))
                .values("conv/b"))
        .containsOnly(0.25f);
  }

  @Test
  void otherWaysAreRefusedByName() {
    IWeightInit sigmoid = WeightInit.SIGMOID_UNIFORM.getWeightInitFunction();
    assertThatThrownBy(() -> Drawn.of(strided(sigmoid), EIGHT, Key.ofSeed(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot initialise layer \"conv\": WeightInitSigmoidUniform is not supported");
    assertThatThrownBy(() -> conv(new TruncatedNormalDistribution(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot initialise layer \"conv\": TruncatedNormalDistribution is not supported");
  }
}
