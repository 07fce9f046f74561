package org.tombola.network;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.deeplearning4j.nn.weights.WeightInitLecunUniform;
import org.deeplearning4j.nn.weights.WeightInitNormal;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.deeplearning4j.nn.weights.WeightInitReluUniform;
import org.deeplearning4j.nn.weights.WeightInitUniform;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.deeplearning4j.nn.weights.WeightInitXavierUniform;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.tombola.method.Refused;
import org.tombola.network.Operation.BatchNormalisation;
import org.tombola.network.Operation.Convolution;
import org.tombola.network.Operation.Weighted;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.Normalisation;

/**
 * Draws a network's first parameters as its DL4J configuration asks, but from a {@link Key}.
 *
 * <p>DL4J draws from one stream in layer order, so a layer added in front changes every weight
 * behind it. Here each slice hangs off its own name: equal keys give equal weights to equal names.
 */
final class Initialisation {
  private Initialisation() {}

  /**
   * Fills a flat vector: weights as their layer's weightInit says, biases and batch normalisation's
   * scale and shift with the layer's constants, running means 0 and variances 1, and the layer
   * "normalise" with the data's mean and squared deviation.
   *
   * @param graph the network
   * @param layout where each parameter stands
   * @param flat at least the layout's length; every place of the layout is written
   * @param normalisation of the data
   * @param key of this draw; each slice uses the child of its name
   * @throws IllegalArgumentException if a layer's way of drawing is not supported
   */
  static void draw(
      Graph graph, ParameterLayout layout, float[] flat, Normalisation normalisation, Key key) {
    for (Slice slice : layout.slices()) {
      if (slice.layer().equals(Blueprint.NORMALISE)) {
        System.arraycopy(statistics(slice, normalisation), 0, flat, slice.offset(), slice.length());
      }
    }
    redraw(graph, layout, flat, key);
  }

  /** The same, but leaves the layer "normalise" as it is. */
  static void redraw(Graph graph, ParameterLayout layout, float[] flat, Key key) {
    for (Slice slice : layout.slices()) {
      if (!slice.layer().equals(Blueprint.NORMALISE)) {
        Operation operation = graph.node(slice.layer()).orElseThrow().operation();
        float[] values = values(slice, operation, key.child(slice.name()));
        System.arraycopy(values, 0, flat, slice.offset(), slice.length());
      }
    }
  }

  private static float[] statistics(Slice slice, Normalisation normalisation) {
    List<Double> means = normalisation.mean();
    List<Double> deviations = normalisation.deviation();
    float[] values = new float[slice.length()];
    for (int c = 0; c < values.length; c++) {
      values[c] =
          switch (slice.kind()) {
            case MEAN -> means.get(c).floatValue();
            case VARIANCE -> (float) (deviations.get(c) * deviations.get(c));
            case GAMMA -> 1;
            case BETA -> 0;
            case WEIGHT, BIAS ->
                throw new IllegalArgumentException(
                    "Cannot initialise \"" + slice.name() + "\": normalise has statistics only");
          };
    }
    return values;
  }

  private static float[] values(Slice slice, Operation operation, Key key) {
    return switch (slice.kind()) {
      case WEIGHT -> weights(slice, (Weighted) operation, key);
      case BIAS -> constant(slice.length(), ((Weighted) operation).start().biases());
      case GAMMA -> constant(slice.length(), ((BatchNormalisation) operation).gamma());
      case BETA -> constant(slice.length(), ((BatchNormalisation) operation).beta());
      case MEAN -> constant(slice.length(), 0);
      case VARIANCE -> constant(slice.length(), 1);
    };
  }

  private static float[] weights(Slice slice, Weighted layer, Key key) {
    IWeightInit init = layer.start().weights();
    int n = slice.length();
    double in = slice.fanIn();
    double out = fanOut(slice, layer);
    if (init instanceof WeightInitUniform) {
      return uniform(n, 1 / Math.sqrt(in), key);
    } else if (init instanceof WeightInitRelu) {
      return normal(n, 0, Math.sqrt(2 / in), key);
    } else if (init instanceof WeightInitReluUniform) {
      return uniform(n, Math.sqrt(6 / in), key);
    } else if (init instanceof WeightInitXavier) {
      return normal(n, 0, Math.sqrt(2 / (in + out)), key);
    } else if (init instanceof WeightInitXavierUniform) {
      return uniform(n, Math.sqrt(6 / (in + out)), key);
    } else if (init instanceof WeightInitNormal) {
      return normal(n, 0, 1 / Math.sqrt(in), key); // LeCun's normal goes by this name
    } else if (init instanceof WeightInitLecunUniform) {
      return uniform(n, 3 / Math.sqrt(in), key);
    } else if (init instanceof WeightInitConstant) {
      return constant(n, json(init).get("value").asDouble());
    } else if (init instanceof WeightInitDistribution) {
      return distribution(n, slice.layer(), json(init).get("distribution"), key);
    }
    throw new Refused(
        "Cannot initialise layer \"%s\": %s is not supported"
            .formatted(slice.layer(), init.getClass().getSimpleName()));
  }

  /** Outputs of one input, as DL4J counts them: a stride divides a convolution's. */
  private static double fanOut(Slice slice, Weighted layer) {
    double outputs = (double) slice.outputs() * slice.taps();
    return layer instanceof Convolution convolution
        ? outputs / convolution.window().stride().stream().reduce(1, Math::multiplyExact)
        : outputs;
  }

  /** DL4J keeps what its initialisers hold private; its own JSON of them is the way to read it. */
  private static JsonNode json(IWeightInit init) {
    return NeuralNetConfiguration.mapper().valueToTree(init);
  }

  private static float[] distribution(int n, String name, JsonNode distribution, Key key) {
    String path = distribution.get("type").asText();
    String type = path.substring(path.lastIndexOf('.') + 1);
    return switch (type) {
      case "NormalDistribution" ->
          normal(n, distribution.get("mean").asDouble(), distribution.get("std").asDouble(), key);
      case "UniformDistribution" ->
          key.uniform(
              n, distribution.get("lower").asDouble(), distribution.get("upper").asDouble());
      case "ConstantDistribution" -> constant(n, distribution.get("value").asDouble());
      default ->
          throw new Refused(
              "Cannot initialise layer \"%s\": %s is not supported".formatted(name, type));
    };
  }

  private static float[] uniform(int n, double bound, Key key) {
    return key.uniform(n, -bound, bound);
  }

  private static float[] normal(int n, double mean, double deviation, Key key) {
    float[] values = key.normal(n);
    for (int i = 0; i < n; i++) {
      values[i] = (float) (mean + deviation * values[i]);
    }
    return values;
  }

  private static float[] constant(int n, double value) {
    float[] values = new float[n];
    Arrays.fill(values, (float) value);
    return values;
  }
}
