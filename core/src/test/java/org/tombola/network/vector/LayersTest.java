package org.tombola.network.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.tombola.network.Design;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Pass;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;

/**
 * Single layers between the images and a classifier, against plain loops in double precision: what
 * comes out, and by finite differences of the loops both gradients.
 */
class LayersTest {
  private static final ImageShape IMAGES = new ImageShape(3, 9, 7);
  private static final int CLASSES = 3;
  private static final double STEP = 1e-5;

  /** A window: kernel, stride, padding, each height then width; and the share of weights kept. */
  private record Window(int[] sides, double density) {}

  static Stream<Arguments> layers() {
    List<Arguments> cases = new ArrayList<>();
    int[][] windows = {
      {1, 1, 1, 1, 0, 0}, {3, 3, 1, 1, 1, 1}, {3, 3, 2, 2, 1, 1}, {5, 5, 1, 1, 2, 2},
      {7, 7, 1, 1, 3, 3}, {5, 3, 2, 1, 0, 2}, {2, 4, 3, 2, 1, 0}, {1, 1, 2, 2, 0, 0},
      {3, 3, 4, 4, 0, 0}, {9, 7, 1, 1, 0, 0}
    };
    int[] batches = {1, 3, 18};
    for (int i = 0; i < windows.length; i++) {
      for (double density : new double[] {1, 0.3}) {
        cases.add(Arguments.of("convolution", new Window(windows[i], density), batches[i % 3], 5));
      }
    }
    int[][] pools = {{2, 2, 2, 2, 0, 0}, {3, 3, 2, 2, 1, 1}, {3, 2, 1, 2, 0, 1}};
    for (int[] pool : pools) {
      cases.add(Arguments.of("largest", new Window(pool, 1), 17, 3));
      cases.add(Arguments.of("mean", new Window(pool, 1), 17, 3));
    }
    cases.add(Arguments.of("normalisation", new Window(new int[6], 1), 17, 3));
    cases.add(Arguments.of("dense", new Window(new int[6], 1), 17, 3));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0} {1} batch {2}")
  @MethodSource("layers")
  void areAsPlainLoopsHaveThem(String kind, Window window, int batch, int channels) {
    Design design = Design.of(configuration(kind, window, channels), IMAGES);
    Key key = Key.ofSeed(11);
    float[] parameters = parameters(design, window.density, key);
    Images images =
        new Images(key.child("images").uniform(batch * IMAGES.size(), 0, 1), batch, IMAGES);
    float[] cotangent = key.child("cotangent").normal(batch * CLASSES);
    try (VectorNetwork network = new VectorNetwork(design, 2)) {
      network.assign(parameters);
      Pass pass = network.forward(images, Mode.BATCH);
      double[] right = logits(design, kind, window, channels, parameters, images);
      double[] logits = pass.logits().values();
      for (int i = 0; i < right.length; i++) {
        assertThat(logits[i]).as("logit %s", i).isCloseTo(right[i], within(right[i]));
      }
      float[] byImages = pass.inputGradient(cotangent);
      float[] byParameters = pass.parameterGradient(cotangent).values();
      for (int i = 0; i < byImages.length; i += 1 + byImages.length / 40) {
        int place = i;
        double slope =
            slope(
                step -> {
                  double[] moved = wide(images.pixels());
                  moved[place] += step;
                  return logits(design, kind, window, channels, wide(parameters), moved, batch);
                },
                cotangent);
        assertThat((double) byImages[i]).as("by image place %s", i).isCloseTo(slope, off(slope));
      }
      for (Slice slice : design.layout().slices()) {
        for (int j = 0; slice.trained() && j < slice.length(); j += 1 + slice.length() / 25) {
          int place = slice.offset() + j;
          double slope =
              slope(
                  step -> {
                    double[] moved = wide(parameters);
                    moved[place] += step;
                    return logits(
                        design, kind, window, channels, moved, wide(images.pixels()), batch);
                  },
                  cotangent);
          assertThat((double) byParameters[place])
              .as("by %s place %s", slice.name(), j)
              .isCloseTo(slope, off(slope));
        }
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double size) {
    return org.assertj.core.api.Assertions.within(1e-5 * (1 + Math.abs(size)));
  }

  private static org.assertj.core.data.Offset<Double> off(double size) {
    return org.assertj.core.api.Assertions.within(2e-5 * (1 + Math.abs(size)));
  }

  private static double slope(
      java.util.function.DoubleFunction<double[]> logits, float[] cotangent) {
    double[] above = logits.apply(STEP);
    double[] below = logits.apply(-STEP);
    double slope = 0;
    for (int i = 0; i < above.length; i++) {
      slope += (above[i] - below[i]) / (2 * STEP) * cotangent[i];
    }
    return slope;
  }

  private static double[] wide(float[] narrow) {
    double[] wide = new double[narrow.length];
    for (int i = 0; i < narrow.length; i++) {
      wide[i] = narrow[i];
    }
    return wide;
  }

  private static double[] logits(
      Design design, String kind, Window window, int channels, float[] flat, Images images) {
    return logits(
        design, kind, window, channels, wide(flat), wide(images.pixels()), images.count());
  }

  /** The layer and the classifier as loops. */
  private static double[] logits(
      Design design,
      String kind,
      Window window,
      int channels,
      double[] flat,
      double[] x,
      int batch) {
    int size = IMAGES.size();
    List<Integer> shape = design.graph().shape(kind.equals("dense") ? "images" : "a");
    boolean windowed = !kind.equals("normalisation") && !kind.equals("dense");
    int height = windowed ? shape.get(1) : IMAGES.height();
    int width = windowed ? shape.get(2) : IMAGES.width();
    int row = channels * height * width;
    double[] y = new double[batch * row];
    for (int image = 0; image < batch; image++) {
      for (int c = 0; c < channels; c++) {
        for (int r = 0; r < height; r++) {
          for (int column = 0; column < width; column++) {
            int at = image * row + (c * height + r) * width + column;
            y[at] =
                switch (kind) {
                  case "convolution" ->
                      convolved(design, window, flat, x, image * size, c, r, column);
                  case "largest", "mean" ->
                      pooled(kind, window, x, image * size + c * 63, r, column);
                  case "normalisation" -> normalised(design, flat, x, batch, c, at);
                  default -> x[at];
                };
          }
        }
      }
    }
    Slice weights = design.layout().slice("output/W");
    Slice bias = design.layout().slice("output/b");
    double[] logits = new double[batch * CLASSES];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = flat[bias.offset() + i % CLASSES];
      for (int j = 0; j < row; j++) {
        logits[i] += y[i / CLASSES * row + j] * flat[weights.place(i % CLASSES, j, 0)];
      }
    }
    return logits;
  }

  private static double pixel(double[] x, int at, int r, int column) {
    boolean there = r >= 0 && r < IMAGES.height() && column >= 0 && column < IMAGES.width();
    return there ? x[at + r * IMAGES.width() + column] : 0;
  }

  private static double convolved(
      Design design, Window window, double[] flat, double[] x, int image, int c, int r, int j) {
    int[] w = window.sides;
    Slice weights = design.layout().slice("a/W");
    double sum = flat[design.layout().slice("a/b").offset() + c];
    for (int i = 0; i < IMAGES.channels(); i++) {
      for (int t = 0; t < w[0] * w[1]; t++) {
        int down = r * w[2] - w[4] + t / w[1];
        int right = j * w[3] - w[5] + t % w[1];
        sum += flat[weights.place(c, i, t)] * pixel(x, image + i * 63, down, right);
      }
    }
    return sum;
  }

  private static double pooled(String kind, Window window, double[] x, int map, int r, int column) {
    int[] w = window.sides;
    double sum = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < w[0] * w[1]; t++) {
      int down = r * w[2] - w[4] + t / w[1];
      int right = column * w[3] - w[5] + t % w[1];
      sum += pixel(x, map, down, right);
      // pixels are not below 0, so padding never is the largest
      largest = Math.max(largest, pixel(x, map, down, right));
    }
    return kind.equals("mean") ? sum / (w[0] * w[1]) : largest;
  }

  private static double normalised(
      Design design, double[] flat, double[] x, int batch, int c, int at) {
    double sum = 0;
    double squares = 0;
    for (int image = 0; image < batch; image++) {
      for (int i = 0; i < 63; i++) {
        double pixel = x[image * IMAGES.size() + c * 63 + i];
        sum += pixel;
        squares += pixel * pixel;
      }
    }
    double count = batch * 63.0;
    double mean = sum / count;
    double variance = squares / count - mean * mean;
    double gamma = flat[design.layout().slice("a/gamma").offset() + c];
    double beta = flat[design.layout().slice("a/beta").offset() + c];
    return gamma * (x[at] - mean) / Math.sqrt(variance + 1e-5) + beta;
  }

  private static float[] parameters(Design design, double density, Key key) {
    float[] flat = new float[design.layout().length()];
    SplittableRandom draws = key.child("parameters").stream();
    for (Slice slice : design.layout().slices()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        boolean positive = slice.kind() == Kind.VARIANCE || slice.kind() == Kind.GAMMA;
        boolean kept = !slice.name().equals("a/W") || draws.nextDouble() < density;
        double draw = draws.nextDouble(positive ? 0.5 : -0.5, positive ? 2 : 0.5);
        flat[i] = kept ? (float) draw : 0;
      }
    }
    return flat;
  }

  private static ComputationGraphConfiguration configuration(
      String kind, Window window, int channels) {
    int[] w = window.sides;
    UnaryOperator<GraphBuilder> layer =
        switch (kind) {
          case "convolution" ->
              g ->
                  g.addLayer(
                      "a",
                      new ConvolutionLayer.Builder(w[0], w[1])
                          .stride(w[2], w[3])
                          .padding(w[4], w[5])
                          .nOut(channels)
                          .build(),
                      "images");
          case "largest", "mean" ->
              g ->
                  g.addLayer(
                      "a",
                      new SubsamplingLayer.Builder(
                              kind.equals("mean") ? PoolingType.AVG : PoolingType.MAX)
                          .kernelSize(w[0], w[1])
                          .stride(w[2], w[3])
                          .padding(w[4], w[5])
                          .build(),
                      "images");
          case "normalisation" ->
              g ->
                  g.addLayer(
                      "a",
                      new BatchNormalization.Builder().useLogStd(false).eps(1e-5).build(),
                      "images");
          default -> g -> g;
        };
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .activation(Activation.IDENTITY)
            .graphBuilder()
            .addInputs("images")
            .setInputTypes(
                InputType.convolutional(IMAGES.height(), IMAGES.width(), IMAGES.channels()));
    return layer
        .apply(graph)
        .addLayer(
            "output",
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build(),
            kind.equals("dense") ? "images" : "a")
        .setOutputs("output")
        .build();
  }
}
