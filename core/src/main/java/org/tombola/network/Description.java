package org.tombola.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
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
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.tombola.tensor.ImageShape;

/**
 * What a compiled configuration computes, as JSON: its layers, each after those it reads, with all
 * that a reader without DL4J needs to build them. The README has the fields.
 */
final class Description {
  private static final int FORMAT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, InputType> types;
  private final List<Map<String, Object>> layers = new ArrayList<>();

  private Description(Map<String, InputType> types) {
    this.types = types;
  }

  /**
   * Describes a configuration that was compiled, so that all its layers are known.
   *
   * @param order of its vertices, each after those it reads
   */
  static String json(
      ComputationGraphConfiguration configuration, List<String> order, ImageShape images) {
    InputType input = InputType.convolutional(images.height(), images.width(), images.channels());
    Map<String, InputType> types =
        new LinkedHashMap<>(configuration.getLayerActivationTypes(input));
    types.put(configuration.getNetworkInputs().get(0), input);
    Description description = new Description(types);
    for (String name : order) {
      var vertex = configuration.getVertices().get(name);
      if (vertex == null) {
        continue;
      }
      List<String> inputs = Objects.requireNonNull(configuration.getVertexInputs().get(name));
      if (vertex instanceof LayerVertex layer) {
        description.layer(name, layer, inputs.get(0));
      } else {
        description.add(name, "sum", inputs);
      }
    }
    String output = configuration.getNetworkOutputs().get(0);
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("format", FORMAT);
    whole.put("input", configuration.getNetworkInputs().get(0));
    whole.put("shape", shape(input));
    whole.put("output", output);
    whole.put("classes", description.shapeOf(output).get(0));
    whole.put("layers", description.layers);
    try {
      return MAPPER.writeValueAsString(whole);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot describe a network: " + e.getMessage(), e);
    }
  }

  private static List<Integer> shape(InputType type) {
    return type instanceof InputTypeConvolutional map
        ? List.of((int) map.getChannels(), (int) map.getHeight(), (int) map.getWidth())
        : List.of((int) type.arrayElementsPerExample());
  }

  private List<Integer> shapeOf(String name) {
    return shape(Objects.requireNonNull(types.get(name)));
  }

  private Map<String, Object> add(String name, String type, List<String> inputs) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("type", type);
    entry.put("inputs", inputs);
    entry.put("shape", shapeOf(name));
    layers.add(entry);
    return entry;
  }

  private void layer(String name, LayerVertex vertex, String input) {
    Layer layer = vertex.getLayerConf().getLayer();
    boolean frozen = layer instanceof FrozenLayer;
    if (layer instanceof FrozenLayer wrapper) {
      layer = wrapper.getLayer();
    }
    String from = reshaped(name, vertex.getPreProcessor(), layer, input);
    Map<String, Object> entry = add(name, type(layer), List.of(from));
    if (layer instanceof ConvolutionLayer convolution) {
      window(entry, convolution.getKernelSize(), convolution.getStride(), convolution.getPadding());
      entry.put("bias", convolution.hasBias());
      entry.put("activation", activation(convolution.getActivationFn()));
    } else if (layer instanceof SubsamplingLayer pooling) {
      window(entry, pooling.getKernelSize(), pooling.getStride(), pooling.getPadding());
    } else if (layer instanceof BatchNormalization normalisation) {
      entry.put("eps", normalisation.getEps());
      entry.put("decay", normalisation.getDecay());
      entry.put("affine", !normalisation.isLockGammaBeta());
      entry.put("frozen", frozen);
    } else if (layer instanceof ActivationLayer activation) {
      entry.put("activation", activation(activation.getActivationFn()));
    } else if (layer instanceof OutputLayer output) {
      entry.put("bias", output.hasBias());
      // logits: the loss and its softmax are not the network's
      entry.put("activation", "identity");
    } else if (layer instanceof DenseLayer dense) {
      entry.put("bias", dense.hasBias());
      entry.put("activation", activation(dense.getActivationFn()));
    }
  }

  private static String type(Layer layer) {
    if (layer instanceof SubsamplingLayer pooling) {
      return pooling.getPoolingType() == PoolingType.MAX ? "max-pooling" : "average-pooling";
    }
    if (layer instanceof GlobalPoolingLayer) {
      return "global-average-pooling";
    }
    if (layer instanceof BatchNormalization) {
      return "batch-normalisation";
    }
    if (layer instanceof ActivationLayer) {
      return "activation";
    }
    return layer instanceof ConvolutionLayer ? "convolution" : "dense";
  }

  /** A reshape before a layer is a layer of its own; returns what the layer then reads. */
  private String reshaped(
      String name, @Nullable InputPreProcessor preProcessor, Layer layer, String input) {
    if (preProcessor instanceof FeedForwardToCnnPreProcessor map) {
      String shaped = name + "/map";
      types.put(
          shaped,
          InputType.convolutional(map.getInputHeight(), map.getInputWidth(), map.getNumChannels()));
      add(shaped, "unflatten", List.of(input));
      return shaped;
    }
    boolean row = layer instanceof DenseLayer || layer instanceof OutputLayer;
    InputType type = Objects.requireNonNull(types.get(input));
    if (preProcessor instanceof CnnToFeedForwardPreProcessor
        || (row && type instanceof InputTypeConvolutional)) {
      String shaped = name + "/row";
      types.put(shaped, InputType.feedForward(type.arrayElementsPerExample()));
      add(shaped, "flatten", List.of(input)).put("order", List.of("channel", "row", "column"));
      return shaped;
    }
    return input;
  }

  private static void window(Map<String, Object> entry, int[] kernel, int[] stride, int[] padding) {
    entry.put("kernel", kernel);
    entry.put("stride", stride);
    entry.put("padding", padding);
  }

  private static String activation(IActivation activation) {
    return activation instanceof ActivationReLU ? "relu" : "identity";
  }
}
