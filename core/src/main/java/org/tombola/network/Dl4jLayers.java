package org.tombola.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.tombola.method.Refused;
import org.tombola.network.Graph.Node;
import org.tombola.network.Operation.Function;
import org.tombola.network.Operation.Start;
import org.tombola.network.Operation.Window;
import org.tombola.tensor.ImageShape;

/** Translates a DL4J configuration, and refuses by name what Tombola has no layer for. */
final class Dl4jLayers {
  private final ComputationGraphConfiguration configuration;
  private final Map<String, InputType> types;
  private final List<Node> nodes = new ArrayList<>();

  private Dl4jLayers(ComputationGraphConfiguration configuration, ImageShape images) {
    this.configuration = configuration;
    this.types = Dl4jGraph.types(configuration, images);
  }

  /** The nodes of a configuration; a reshape before a layer is a node of its own. */
  static Graph graph(ComputationGraphConfiguration configuration, ImageShape images) {
    List<String> inputs = configuration.getNetworkInputs();
    List<String> outputs = configuration.getNetworkOutputs();
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new Refused(
          ("Cannot compile network: it has inputs %s and outputs %s, but only one of each is"
                  + " supported")
              .formatted(inputs, outputs));
    }
    Dl4jLayers layers = new Dl4jLayers(configuration, images);
    Dl4jGraph.order(configuration).stream()
        .filter(configuration.getVertices()::containsKey)
        .forEach(layers::translate);
    return new Graph(inputs.get(0), images, outputs.get(0), layers.nodes);
  }

  private void translate(String name) {
    GraphVertex vertex = Objects.requireNonNull(configuration.getVertices().get(name));
    List<String> inputs = Objects.requireNonNull(configuration.getVertexInputs().get(name));
    if (vertex instanceof LayerVertex layer) {
      Operation operation = operation(name, layer.getLayerConf().getLayer());
      boolean row = operation instanceof Operation.Dense;
      String input = reshaped(name, layer.getPreProcessor(), inputs.get(0), row);
      nodes.add(new Node(name, List.of(input), shape(name), operation));
    } else if (vertex instanceof ElementWiseVertex sum
        && sum.getOp() == ElementWiseVertex.Op.Add
        && inputs.size() == 2) {
      nodes.add(new Node(name, inputs, shape(name), new Operation.Sum()));
    } else {
      throw unsupported(name, vertex.getClass().getSimpleName());
    }
  }

  private List<Integer> shape(String name) {
    InputType type = Objects.requireNonNull(types.get(name));
    return type instanceof InputTypeConvolutional map
        ? List.of((int) map.getChannels(), (int) map.getHeight(), (int) map.getWidth())
        : List.of((int) type.arrayElementsPerExample());
  }

  /** Adds the reshape a layer asks for; returns what the layer then reads. */
  private String reshaped(
      String name, @Nullable InputPreProcessor preProcessor, String input, boolean row) {
    if (preProcessor instanceof FeedForwardToCnnPreProcessor map) {
      int height = (int) map.getInputHeight();
      List<Integer> shape = List.of((int) map.getNumChannels(), height, (int) map.getInputWidth());
      return reshape(name + "/map", input, shape, new Operation.Unflatten());
    }
    boolean flat = preProcessor == null && row && shape(input).size() > 1;
    if (flat || preProcessor instanceof CnnToFeedForwardPreProcessor) {
      int size = shape(input).stream().reduce(1, Math::multiplyExact);
      return reshape(name + "/row", input, List.of(size), new Operation.Flatten());
    }
    if (preProcessor != null) {
      throw unsupported(name, preProcessor.getClass().getSimpleName());
    }
    return input;
  }

  private String reshape(String name, String input, List<Integer> shape, Operation operation) {
    if (configuration.getVertices().containsKey(name)) {
      return reshape(name + "'", input, shape, operation);
    }
    nodes.add(new Node(name, List.of(input), shape, operation));
    return name;
  }

  private static Operation operation(String name, Layer layer) {
    boolean frozen = layer instanceof FrozenLayer;
    if (layer instanceof FrozenLayer wrapper) {
      layer = wrapper.getLayer();
    }
    if (layer.getIDropout() != null) {
      throw unsupported(name, layer.getClass().getSimpleName() + " with dropout");
    }
    if (layer.getClass() == ConvolutionLayer.class
        || layer.getClass().getSimpleName().equals("Convolution2D")) {
      return convolution(name, (ConvolutionLayer) layer, frozen);
    }
    if (layer instanceof BatchNormalization normalisation) {
      return normalisation(name, normalisation, frozen);
    }
    if (layer instanceof ActivationLayer activation) {
      return new Operation.Activation(function(name, activation.getActivationFn()));
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return pooling(name, pooling);
    }
    if (layer instanceof GlobalPoolingLayer pooling) {
      if (pooling.getPoolingType() != PoolingType.AVG || !pooling.isCollapseDimensions()) {
        throw unsupported(name, "GlobalPoolingLayer of " + pooling.getPoolingType());
      }
      return new Operation.GlobalAveragePooling();
    }
    if (layer instanceof DenseLayer dense && layer.getClass() == DenseLayer.class) {
      return new Operation.Dense(
          dense.hasBias(), function(name, dense.getActivationFn()), frozen, start(dense));
    }
    if (layer instanceof OutputLayer output && layer.getClass() == OutputLayer.class) {
      // the loss and its softmax are not the network's: logits are what comes before
      return new Operation.Dense(output.hasBias(), Function.IDENTITY, frozen, start(output));
    }
    throw unsupported(name, layer.getClass().getSimpleName());
  }

  private static Operation convolution(String name, ConvolutionLayer layer, boolean frozen) {
    boolean plain =
        layer.getConvolutionMode() != ConvolutionMode.Same
            && layer.getDilation()[0] == 1
            && layer.getDilation()[1] == 1
            && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    if (!plain) {
      throw unsupported(
          name, "ConvolutionLayer in mode Same, dilated or in a format other than NCHW");
    }
    return new Operation.Convolution(
        Window.of(layer.getKernelSize(), layer.getStride(), layer.getPadding()),
        layer.hasBias(),
        function(name, layer.getActivationFn()),
        frozen,
        start(layer));
  }

  private static Operation normalisation(String name, BatchNormalization layer, boolean frozen) {
    if (layer.isUseLogStd()) {
      throw unsupported(name, "BatchNormalization with useLogStd (set it to false)");
    }
    if (layer.isLockGammaBeta() && (layer.getGamma() != 1 || layer.getBeta() != 0)) {
      throw unsupported(
          name, "BatchNormalization locked at a scale other than 1 or a shift other than 0");
    }
    return new Operation.BatchNormalisation(
        layer.getEps(),
        layer.getDecay(),
        !layer.isLockGammaBeta(),
        frozen,
        layer.getGamma(),
        layer.getBeta());
  }

  private static Operation pooling(String name, SubsamplingLayer layer) {
    if (layer.getConvolutionMode() == ConvolutionMode.Same) {
      throw unsupported(name, "SubsamplingLayer in mode Same");
    }
    Window window = Window.of(layer.getKernelSize(), layer.getStride(), layer.getPadding());
    return switch (layer.getPoolingType()) {
      case MAX -> new Operation.MaxPooling(window);
      case AVG -> new Operation.AveragePooling(window);
      default -> throw unsupported(name, "SubsamplingLayer of " + layer.getPoolingType());
    };
  }

  private static Function function(String name, IActivation activation) {
    if (activation instanceof ActivationIdentity) {
      return Function.IDENTITY;
    }
    if (activation instanceof ActivationReLU) {
      return Function.RELU;
    }
    throw unsupported(name, "activation " + activation);
  }

  private static Start start(BaseLayer layer) {
    return new Start(layer.getWeightInitFn(), layer.getBiasInit());
  }

  static IllegalArgumentException unsupported(String name, String what) {
    return new Refused(
        "Cannot compile network: layer \""
            + name
            + "\" is a "
            + what
            + "; supported are ConvolutionLayer, BatchNormalization, ActivationLayer (ReLU),"
            + " SubsamplingLayer (max, average), GlobalPoolingLayer (average), DenseLayer,"
            + " OutputLayer and ElementWiseVertex (add)");
  }
}
