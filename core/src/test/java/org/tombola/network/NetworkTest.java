package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Normalisation;

class NetworkTest {
  private static final ImageShape IMAGES = new ImageShape(3, 32, 32);
  private static final Normalisation NORMALISATION =
      new Normalisation(List.of(0.49, 0.48, 0.45), List.of(0.25, 0.24, 0.26));
  private static final Key KEY = Key.ofSeed(3);

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Mlp(List.of(20, 15)),
        new LeNet(),
        new SmallCnn(8),
        new Vgg16(8),
        new ResNet18(8),
        new PreActResNet18(8),
        new WideResNet(10, 2));
  }

  private static Network network(Architecture architecture) {
    return Network.of(architecture, IMAGES, NORMALISATION, 10, KEY);
  }

  private static Network network(Engine engine, Architecture architecture) {
    Design design = Design.of(architecture, IMAGES, NORMALISATION, 10);
    Network network = engine.blank(design);
    network.assign(design.drawn(NORMALISATION, KEY));
    return network;
  }

  private static Images images(int batch) {
    return new Images(KEY.child("images").uniform(batch * IMAGES.size(), 0, 1), batch, IMAGES);
  }

  private static float[] all(int batch, float value) {
    float[] cotangent = new float[batch * 10];
    Arrays.fill(cotangent, value);
    return cotangent;
  }

  static Stream<Arguments> enginesAndArchitectures() {
    return Engines.here()
        .flatMap(engine -> architectures().map(each -> Arguments.of(engine, each)));
  }

  @ParameterizedTest
  @MethodSource("enginesAndArchitectures")
  void logitsEqualDl4jsOwn(Engine engine, Architecture architecture, @TempDir Path folder)
      throws Exception {
    try (Network network = network(engine, architecture)) {
      Images images = images(5);
      // running statistics away from their start, so that a mix-up shows
      network.forward(images, Mode.TRAIN);
      network.design().save(network.parameters(), folder.resolve("net.zip"));
      Logits ours = network.forward(images, Mode.EVAL).logits();

      ComputationGraph graph =
          ModelSerializer.restoreComputationGraph(folder.resolve("net.zip").toFile(), false);
      INDArray pixels = Nd4j.createFromArray(images.pixels()).reshape(5, 3, 32, 32);
      INDArray probabilities = graph.outputSingle(pixels);
      ComputationGraphConfiguration bare = graph.getConfiguration().clone();
      OutputLayer output =
          (OutputLayer)
              ((org.deeplearning4j.nn.conf.graph.LayerVertex) bare.getVertices().get("output"))
                  .getLayerConf()
                  .getLayer();
      output.setActivationFn(new ActivationIdentity());
      ComputationGraph logits = new ComputationGraph(bare);
      logits.init(graph.params(), true);
      INDArray theirs = logits.outputSingle(pixels);

      double size = theirs.amaxNumber().doubleValue();
      for (int i = 0; i < 5; i++) {
        for (int c = 0; c < 10; c++) {
          assertThat(ours.at(i, c)).isCloseTo(theirs.getDouble(i, c), within(1e-5 * size));
        }
        assertThat(probabilities.argMax(1).getInt(i)).isEqualTo(ours.predicted(i));
      }
    }
  }

  @Test
  void parametersRoundTripThroughAZip(@TempDir Path folder) throws Exception {
    Path zip = folder.resolve("a network.zip");
    try (Network network = network(new PreActResNet18(8))) {
      network.forward(images(4), Mode.TRAIN);
      network.design().save(network.parameters(), zip);
      ComputationGraph read = ModelSerializer.restoreComputationGraph(zip.toFile(), false);
      Design design = Design.of(read.getConfiguration(), IMAGES);
      try (Network loaded = Network.of(design, read.params().ravel().toFloatVector())) {
        assertThat(loaded.layout()).isEqualTo(network.layout());
        assertThat(loaded.parameters()).isEqualTo(network.parameters());
        assertThat(loaded.forward(images(4), Mode.EVAL).logits().values())
            .isEqualTo(network.forward(images(4), Mode.EVAL).logits().values());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void theSameKeyGivesTheSameBits(Engine engine) {
    try (Network one = network(engine, new SmallCnn(8));
        Network two = network(engine, new SmallCnn(8))) {
      float[] cotangent = all(6, 0.3f);
      assertThat(one.forward(images(6), Mode.TRAIN).parameterGradient(cotangent).values())
          .isEqualTo(two.forward(images(6), Mode.TRAIN).parameterGradient(cotangent).values());
      assertThat(one.parameters()).isEqualTo(two.parameters());
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void batchModeMovesNoStatisticAndTrainingModeDoes(Engine engine) {
    try (Network network = network(engine, new SmallCnn(8))) {
      float[] before = network.parameters();
      network.forward(images(6), Mode.BATCH);
      network.forward(images(6), Mode.EVAL);
      assertThat(network.parameters()).isEqualTo(before);
      network.forward(images(6), Mode.TRAIN);
      assertThat(network.parameters()).isNotEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void batchAndTrainingModeGiveTheSameLogits(Engine engine) {
    try (Network network = network(engine, new ResNet18(8))) {
      double[] batch = network.forward(images(6), Mode.BATCH).logits().values();
      assertThat(network.forward(images(6), Mode.TRAIN).logits().values()).isEqualTo(batch);
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void aSmallerBatchAfterALargerOneIsAsIfAlone(Engine engine) {
    try (Network network = network(engine, new SmallCnn(8));
        Network fresh = network(engine, new SmallCnn(8))) {
      network.forward(images(9), Mode.EVAL).inputGradient(all(9, 1));
      float[] cotangent = all(2, 1);
      float[] after = network.forward(images(2), Mode.EVAL).inputGradient(cotangent);
      assertThat(after).isEqualTo(fresh.forward(images(2), Mode.EVAL).inputGradient(cotangent));
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void aPassIsRefusedAfterTheNext(Engine engine) {
    try (Network network = network(engine, new SmallCnn(8))) {
      Pass first = network.forward(images(2), Mode.EVAL);
      network.forward(images(2), Mode.EVAL);
      assertThatThrownBy(first::logits)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot use this pass: the network has made another forward pass since");
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void imagesOfAnotherShapeAreRefused(Engine engine) {
    try (Network network = network(engine, new SmallCnn(8))) {
      Images grey = new Images(new float[2 * 28 * 28], 2, new ImageShape(1, 28, 28));
      assertThatThrownBy(() -> network.forward(grey, Mode.EVAL))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot send images of 1x28x28 forward: the network reads 3x32x32");
    }
  }

  @Test
  void anUnsupportedLayerIsRefusedByName() {
    ComputationGraphConfiguration configuration =
        Graphs.configuration(
            graph ->
                graph
                    .addLayer(
                        "memory",
                        new LSTM.Builder().nIn(6).nOut(4).activation(Activation.TANH).build(),
                        new org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor(6, 6, 2),
                        "images")
                    .addLayer(
                        "a", new org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer(), "memory"));
    assertThatThrownBy(() -> Engine.ND4J.blank(Design.of(configuration, Graphs.IMAGES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot compile network: layer \"memory\" is a ");
  }

  @Test
  void aConfigurationOfOnesOwnIsANetwork(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("own.json");
    Files.writeString(file, new SmallCnn(4).configuration(IMAGES, NORMALISATION, 10).toJson());
    String digest =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    Dl4jJson own = new Dl4jJson(file.toString(), digest);
    own.check(IMAGES, NORMALISATION, 10);
    try (Network network = network(own);
        Network original = network(new SmallCnn(4))) {
      assertThat(network.parameters()).isEqualTo(original.parameters());
      assertThat(network.forward(images(2), Mode.EVAL).logits().values())
          .isEqualTo(original.forward(images(2), Mode.EVAL).logits().values());
    }
    assertThatThrownBy(() -> own.check(IMAGES, NORMALISATION, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot use " + file + ": it has 10 classes, not 7");
    assertThatThrownBy(() -> own.check(new ImageShape(1, 32, 32), NORMALISATION, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inputs and is given");
    Dl4jJson other = new Dl4jJson(file.toString(), "0".repeat(64));
    assertThatThrownBy(() -> other.check(IMAGES, NORMALISATION, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use %s: its SHA-256 is %s, not %s".formatted(file, digest, "0".repeat(64)));
  }

  @Test
  void aConfigurationThatIsBrokenIsToldByItsKey(@TempDir Path folder) throws Exception {
    String sound = new SmallCnn(4).configuration(IMAGES, NORMALISATION, 10).toJson();
    String outputs = "\"networkOutputs\" : [ \"output\" ]";
    assertThat(sound).contains(outputs);
    for (String[] each :
        new String[][] {
          {
            sound.replace(outputs, "\"networkOutputs\" : [ \"nowhere\" ]"),
            "networkOutputs names \"nowhere\", but vertices has no such name"
          },
          {
            sound.replace(outputs, "\"networkOutputs\" : [ ]"),
            "networkOutputs is a list of one name, not []"
          },
          {
            sound.replace("[ \"stage1/conv\" ]", "[ \"elsewhere\" ]"),
            "vertexInputs of \"stage1/bn\" names \"elsewhere\", but vertices has no such name"
          },
          {"{\"vertices\": 3}", "it is not a ComputationGraphConfiguration in JSON"},
          {"null", "it is not a ComputationGraphConfiguration in JSON"}
        }) {
      Path file = Files.writeString(folder.resolve("own.json"), each[0]);
      String digest =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
      assertThatThrownBy(
              () -> new Dl4jJson(file.toString(), digest).check(IMAGES, NORMALISATION, 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot use " + file + ": " + each[1]);
    }
  }

  @Test
  void aFootprintIsThatOfTheCompiledNetwork() {
    Footprint footprint = new SmallCnn(4).check(IMAGES, NORMALISATION, 10);
    // the image, normalised; convolution, normalisation and ReLU of each stage; logits
    long stages = 3 * (4 * 16 * 16 + 8 * 16 * 16 + 16 * 8 * 8);
    assertThat(footprint.activations()).isEqualTo(2L * IMAGES.size() + stages + 10);
    try (Network network = network(new SmallCnn(4))) {
      assertThat(footprint.weights()).isEqualTo(network.layout().length());
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void passesAreCountedInImages(Engine engine) {
    try (Network network = network(engine, new SmallCnn(8))) {
      float[] cotangent = all(3, 1);
      network.forward(images(3), Mode.EVAL).inputGradient(cotangent);
      network.forward(images(3), Mode.EVAL).parameterGradient(cotangent);
      assertThat(network.passes()).isEqualTo(new Passes(6, 3, 3));
    }
  }
}
