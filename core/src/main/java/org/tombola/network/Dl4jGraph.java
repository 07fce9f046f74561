package org.tombola.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.util.GraphIndices;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.tensor.ImageShape;

/**
 * What DL4J itself says of a configuration: the order of its vertices, where its parameters stand.
 */
final class Dl4jGraph {
  private Dl4jGraph() {}

  /** What DL4J says of a configuration; where it cannot tell, why is no text for a user. */
  static <T> T told(Supplier<T> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "Cannot compile network: its layers do not fit each other, or lack a setting", e);
    }
  }

  /** Names of the vertices, each after those it reads. */
  static List<String> order(ComputationGraphConfiguration configuration) {
    GraphIndices indices =
        told(() -> new ComputationGraph(configuration.clone()).calculateIndices());
    return Arrays.stream(indices.getTopologicalSortOrder())
        .mapToObj(indices.getIdxToName()::get)
        .toList();
  }

  /** The shapes of the images and of what its vertices give. */
  static Map<String, InputType> types(
      ComputationGraphConfiguration configuration, ImageShape images) {
    return told(
        () ->
            // a copy is asked: the question changes it
            configuration
                .clone()
                .getLayerActivationTypes(
                    InputType.convolutional(images.height(), images.width(), images.channels())));
  }

  /** Read off an instance whose parameters are zero: DL4J's own draws are never used. */
  static ParameterLayout layout(ComputationGraphConfiguration configuration, ImageShape shape) {
    List<Slice> slices = new ArrayList<>();
    // DL4J's close of a graph would collect the garbage of the whole heap, twice
    try (INDArray zeros = told(() -> zeros(configuration))) {
      ComputationGraph graph = told(() -> initialised(configuration, zeros));
      Map<String, InputType> types = types(configuration, shape);
      for (String name : order(configuration)) {
        if (configuration.getVertices().get(name) instanceof LayerVertex vertex) {
          boolean frozen = vertex.getLayerConf().getLayer() instanceof FrozenLayer;
          InputType type = Objects.requireNonNull(types.get(name));
          graph
              .getLayer(name)
              .paramTable()
              .forEach((key, view) -> slices.add(slice(name, key, view, frozen, type)));
        }
      }
    }
    return new ParameterLayout(slices);
  }

  private static INDArray zeros(ComputationGraphConfiguration configuration) {
    long count = 0;
    for (var vertex : configuration.getVertices().values()) {
      count += vertex.numParams(true);
    }
    return Nd4j.zeros(DataType.FLOAT, 1, count);
  }

  private static ComputationGraph initialised(
      ComputationGraphConfiguration configuration, INDArray parameters) {
    ComputationGraph graph = new ComputationGraph(configuration.clone());
    graph.init(parameters.isEmpty() ? null : parameters, false);
    return graph;
  }

  private static Slice slice(
      String layer, String key, INDArray view, boolean frozen, InputType type) {
    Kind kind =
        switch (key) {
          case "W" -> Kind.WEIGHT;
          case "b" -> Kind.BIAS;
          case "gamma" -> Kind.GAMMA;
          case "beta" -> Kind.BETA;
          case "mean" -> Kind.MEAN;
          case "var" -> Kind.VARIANCE;
          default ->
              throw Dl4jLayers.unsupported(layer, "layer with a parameter named \"" + key + "\"");
        };
    boolean weights = kind == Kind.WEIGHT;
    List<Integer> shape =
        weights
            ? Arrays.stream(view.shape()).mapToObj(side -> (int) side).toList()
            : List.of((int) view.length());
    int height = 1;
    int width = 1;
    if (type instanceof InputType.InputTypeConvolutional map) {
      height = (int) map.getHeight();
      width = (int) map.getWidth();
    }
    return new Slice(
        layer + "/" + key,
        kind,
        shape,
        (int) view.offset(),
        (int) view.length(),
        weights ? view.ordering() : 'c',
        frozen,
        height,
        width);
  }
}
