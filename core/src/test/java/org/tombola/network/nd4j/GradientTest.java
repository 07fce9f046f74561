package org.tombola.network.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.tombola.network.Graphs.IMAGES;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.Design;
import org.tombola.network.Graphs;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;

/**
 * Both gradients against central differences in float64, for every kind of layer and every mode.
 */
class GradientTest {
  private static final int BATCH = 3;
  private static final double STEP = 1e-6;

  static Stream<Arguments> layersAndModes() {
    List<Arguments> cases = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      add(cases, mode, "convolution, padded", g -> conv(g, "a", "images", 3, 1, 1, true));
      add(cases, mode, "convolution, stride 2", g -> conv(g, "a", "images", 3, 2, 1, true));
      add(cases, mode, "convolution, no padding", g -> conv(g, "a", "images", 3, 1, 0, false));
      add(cases, mode, "convolution, 1x1 stride 2", g -> conv(g, "a", "images", 1, 2, 0, false));
      add(cases, mode, "normalisation", g -> g.addLayer("a", normalisation(false), "images"));
      add(
          cases,
          mode,
          "normalisation, not affine",
          g -> g.addLayer("a", normalisation(true), "images"));
      add(
          cases,
          mode,
          "convolution, normalisation, rectifier",
          g ->
              conv(g, "c", "images", 3, 1, 1, false)
                  .addLayer("n", normalisation(false), "c")
                  .addLayer("a", rectifier(), "n"));
      add(
          cases,
          mode,
          "activation inside a layer",
          g ->
              g.addLayer(
                  "a",
                  new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build(),
                  "images"));
      add(cases, mode, "largest of windows", g -> g.addLayer("a", pool(PoolingType.MAX), "images"));
      add(cases, mode, "mean of windows", g -> g.addLayer("a", pool(PoolingType.AVG), "images"));
      add(
          cases,
          mode,
          "mean of maps",
          g ->
              conv(g, "c", "images", 3, 1, 1, false)
                  .addLayer("a", new GlobalPoolingLayer(PoolingType.AVG), "c"));
      add(
          cases,
          mode,
          "dense",
          g ->
              g.addLayer(
                  "a",
                  new DenseLayer.Builder().nOut(5).activation(Activation.RELU).build(),
                  "images"));
      add(
          cases,
          mode,
          "sum of two branches",
          g ->
              conv(
                      conv(g, "left", "images", 3, 1, 1, false)
                          .addLayer("n", normalisation(false), "left")
                          .addLayer("r", rectifier(), "n"),
                      "right",
                      "r",
                      3,
                      1,
                      1,
                      true)
                  .addVertex("s", new ElementWiseVertex(ElementWiseVertex.Op.Add), "r", "right")
                  .addLayer("a", rectifier(), "s"));
      add(
          cases,
          mode,
          "a value read three times",
          g ->
              conv(
                      conv(conv(g, "c", "images", 3, 1, 1, false), "d", "c", 3, 1, 1, false)
                          .addLayer("r", rectifier(), "c"),
                      "e",
                      "r",
                      1,
                      1,
                      0,
                      false)
                  .addVertex("s", new ElementWiseVertex(ElementWiseVertex.Op.Add), "d", "e")
                  .addVertex("a", new ElementWiseVertex(ElementWiseVertex.Op.Add), "s", "c"));
    }
    return cases.stream();
  }

  private static void add(
      List<Arguments> cases, Mode mode, String name, UnaryOperator<GraphBuilder> layers) {
    cases.add(Arguments.of(name, mode, layers));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("layersAndModes")
  void agreeWithCentralDifferences(String name, Mode mode, UnaryOperator<GraphBuilder> layers) {
    try (Nd4jNetwork network =
        new Nd4jNetwork(Design.of(Graphs.configuration(layers), IMAGES), DataType.DOUBLE)) {
      Key key = Key.ofSeed(7);
      network.live().assign(parameters(network.layout(), key));
      INDArray images =
          Nd4j.createFromArray(doubles(key.child("images"), BATCH * IMAGES.size(), 0, 1))
              .reshape(BATCH, 2, 6, 6);
      INDArray cotangent =
          Nd4j.createFromArray(doubles(key.child("cotangent"), BATCH * 3, -1, 1)).reshape(BATCH, 3);

      INDArray byImages = network.forward(images, mode).byImages(cotangent).dup();
      INDArray byParameters = network.forward(images, mode).byParameters(cotangent).dup();

      // logits in training mode do not depend on the running statistics it moves
      for (int i = 0; i < images.length(); i += 5) {
        assertThat(byImages.getDouble(i))
            .as("by image place %s", i)
            .isCloseTo(slope(network, mode, images, cotangent, images, i), within(2e-7));
      }
      for (ParameterLayout.Slice slice : network.layout().slices()) {
        for (int j = 0; j < slice.length(); j += 1 + slice.length() / 7) {
          int place = slice.offset() + j;
          double expected =
              slice.trained() ? slope(network, mode, images, cotangent, network.live(), place) : 0;
          assertThat(byParameters.getDouble(place))
              .as("by %s place %s", slice.name(), j)
              .isCloseTo(expected, within(2e-7));
        }
      }
    }
  }

  private static double slope(
      Nd4jNetwork network,
      Mode mode,
      INDArray images,
      INDArray cotangent,
      INDArray moved,
      int place) {
    double value = moved.getDouble(place);
    moved.putScalar(place, value + STEP);
    double above = network.forward(images, mode).live().mul(cotangent).sumNumber().doubleValue();
    moved.putScalar(place, value - STEP);
    double below = network.forward(images, mode).live().mul(cotangent).sumNumber().doubleValue();
    moved.putScalar(place, value);
    return (above - below) / (2 * STEP);
  }

  private static INDArray parameters(ParameterLayout layout, Key key) {
    double[] flat = new double[layout.length()];
    for (ParameterLayout.Slice slice : layout.slices()) {
      boolean positive = slice.kind() == ParameterLayout.Kind.VARIANCE;
      double[] draws =
          doubles(key.child(slice.name()), slice.length(), positive ? 0.5 : -0.7, positive ? 2 : 1);
      System.arraycopy(draws, 0, flat, slice.offset(), slice.length());
    }
    return Nd4j.createFromArray(flat);
  }

  private static double[] doubles(Key key, int n, double low, double high) {
    SplittableRandom draws = key.stream();
    return draws.doubles(n, low, high).toArray();
  }

  private static GraphBuilder conv(
      GraphBuilder graph, String name, String from, int size, int stride, int pad, boolean bias) {
    return graph.addLayer(
        name,
        new ConvolutionLayer.Builder(size, size)
            .stride(stride, stride)
            .padding(pad, pad)
            .nOut(4)
            .hasBias(bias)
            .build(),
        from);
  }

  private static BatchNormalization normalisation(boolean locked) {
    return new BatchNormalization.Builder().useLogStd(false).lockGammaBeta(locked).build();
  }

  private static ActivationLayer rectifier() {
    return new ActivationLayer.Builder().activation(Activation.RELU).build();
  }

  private static SubsamplingLayer pool(PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build();
  }
}
