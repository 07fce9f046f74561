package org.tombola.network.nd4j;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
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
import org.tombola.network.Design;
import org.tombola.network.ParameterLayout;

/** Compiles DL4J layers to steps, and refuses by name what it has no step for. */
final class LayerSteps {
  private final List<Step> steps;
  private final ParameterLayout layout;

  LayerSteps(List<Step> steps, ParameterLayout layout) {
    this.steps = steps;
    this.layout = layout;
  }

  /** Appends a vertex' steps and returns its value. */
  Value append(String name, LayerVertex vertex, Value input, InputType type) {
    Value value = reshape(name, vertex.getPreProcessor(), input);
    Layer layer = vertex.getLayerConf().getLayer();
    boolean frozen = layer instanceof FrozenLayer;
    if (layer instanceof FrozenLayer wrapper) {
      layer = wrapper.getLayer();
    }
    if (layer.getIDropout() != null) {
      throw Design.unsupported(name, layer.getClass().getSimpleName() + " with dropout");
    }
    Value output = layer(name, layer, value, type, frozen);
    output.trained |= input.trained;
    return output;
  }

  private Value layer(String name, Layer layer, Value value, InputType type, boolean frozen) {
    if (layer.getClass() == ConvolutionLayer.class
        || layer.getClass().getSimpleName().equals("Convolution2D")) {
      return activate(name, convolution(name, (ConvolutionLayer) layer, value, type), layer);
    }
    if (layer instanceof BatchNormalization normalisation) {
      return normalise(name, normalisation, value, frozen);
    }
    if (layer instanceof ActivationLayer activation) {
      return activate(name, value, activation);
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return pool(name, pooling, value, type);
    }
    if (layer instanceof GlobalPoolingLayer pooling) {
      return poolAll(name, pooling, value);
    }
    if (layer.getClass() == DenseLayer.class) {
      return activate(name, dense(name, (FeedForwardLayer) layer, value), layer);
    }
    if (layer.getClass() == OutputLayer.class) {
      // the loss and its softmax are not the network's: logits are what comes before
      return dense(name, (FeedForwardLayer) layer, value);
    }
    throw Design.unsupported(name, layer.getClass().getSimpleName());
  }

  private Value reshape(String name, @Nullable InputPreProcessor preProcessor, Value input) {
    if (preProcessor == null) {
      return input;
    }
    Value shaped;
    if (preProcessor instanceof CnnToFeedForwardPreProcessor) {
      shaped = new Value(name + "/row", input.size(), 1, 1, false);
    } else if (preProcessor instanceof FeedForwardToCnnPreProcessor map) {
      shaped =
          new Value(
              name + "/map",
              (int) map.getNumChannels(),
              (int) map.getInputHeight(),
              (int) map.getInputWidth(),
              true);
    } else {
      throw Design.unsupported(name, preProcessor.getClass().getSimpleName());
    }
    return emit(new ReshapeStep(name, shaped, input));
  }

  private Value convolution(String name, ConvolutionLayer layer, Value input, InputType type) {
    InputType.InputTypeConvolutional out = (InputType.InputTypeConvolutional) type;
    boolean plain =
        layer.getConvolutionMode() != ConvolutionMode.Same
            && layer.getDilation()[0] == 1
            && layer.getDilation()[1] == 1
            && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW;
    if (!plain) {
      throw Design.unsupported(
          name, "ConvolutionLayer in mode Same, dilated or in another format than NCHW");
    }
    requireInputs(name, slice(name, "W").shape().get(1), input.channels);
    return emit(
        new ConvolutionStep(
            name,
            new Value(
                name, (int) out.getChannels(), (int) out.getHeight(), (int) out.getWidth(), true),
            input,
            slice(name, "W"),
            layer.hasBias() ? slice(name, "b") : null,
            window(layer.getKernelSize(), layer.getStride(), layer.getPadding())));
  }

  private Value normalise(String name, BatchNormalization layer, Value input, boolean frozen) {
    if (layer.isUseLogStd()) {
      throw Design.unsupported(name, "BatchNormalization with useLogStd (set it to false)");
    }
    if (layer.isLockGammaBeta() && (layer.getGamma() != 1 || layer.getBeta() != 0)) {
      throw Design.unsupported(
          name, "BatchNormalization locked at another scale than 1 or shift than 0");
    }
    boolean affine = !layer.isLockGammaBeta();
    return emit(
        new NormalisationStep(
            name,
            new Value(name, input.channels, input.height, input.width, input.spatial),
            input,
            new NormalisationStep.Parameters(
                affine ? slice(name, "gamma") : null,
                affine ? slice(name, "beta") : null,
                slice(name, "mean"),
                slice(name, "var"),
                layer.getEps(),
                1 - layer.getDecay(),
                frozen)));
  }

  private Value pool(String name, SubsamplingLayer layer, Value input, InputType type) {
    InputType.InputTypeConvolutional out = (InputType.InputTypeConvolutional) type;
    if (layer.getConvolutionMode() == ConvolutionMode.Same) {
      throw Design.unsupported(name, "SubsamplingLayer in mode Same");
    }
    String operation =
        switch (layer.getPoolingType()) {
          case MAX -> "maxpool2d";
          case AVG -> "avgpool2d";
          default ->
              throw Design.unsupported(name, "SubsamplingLayer of " + layer.getPoolingType());
        };
    return emit(
        new PoolingStep(
            name,
            new Value(
                name, (int) out.getChannels(), (int) out.getHeight(), (int) out.getWidth(), true),
            input,
            operation,
            window(layer.getKernelSize(), layer.getStride(), layer.getPadding())));
  }

  private Value poolAll(String name, GlobalPoolingLayer layer, Value input) {
    if (layer.getPoolingType() != PoolingType.AVG || !layer.isCollapseDimensions()) {
      throw Design.unsupported(name, "GlobalPoolingLayer of " + layer.getPoolingType());
    }
    return emit(new GlobalAverageStep(name, new Value(name, input.channels, 1, 1, false), input));
  }

  private Value dense(String name, FeedForwardLayer layer, Value input) {
    Value row =
        input.spatial
            ? emit(new ReshapeStep(name, new Value(name, input.size(), 1, 1, false), input))
            : input;
    requireInputs(name, slice(name, "W").shape().get(0), row.size());
    boolean bias = layer instanceof DenseLayer dense ? dense.hasBias() : hasBias(layer);
    return emit(
        new DenseStep(
            name,
            new Value(name, (int) layer.getNOut(), 1, 1, false),
            row,
            slice(name, "W"),
            bias ? slice(name, "b") : null));
  }

  private static void requireInputs(String name, int expected, int found) {
    if (expected != found) {
      throw new Refused(
          "Cannot compile network: layer \""
              + name
              + "\" reads "
              + expected
              + " inputs and is given "
              + found);
    }
  }

  private static boolean hasBias(FeedForwardLayer layer) {
    return layer instanceof OutputLayer output && output.hasBias();
  }

  private Value activate(String name, Value value, Layer layer) {
    IActivation activation =
        layer instanceof ActivationLayer separate
            ? separate.getActivationFn()
            : ((BaseLayer) layer).getActivationFn();
    if (activation instanceof ActivationIdentity) {
      return value;
    }
    if (activation instanceof ActivationReLU && follows(value)) {
      ((NormalisationStep) steps.get(steps.size() - 1)).rectify();
      return value;
    }
    if (activation instanceof ActivationReLU) {
      return emit(
          new RectifierStep(
              name,
              new Value(name, value.channels, value.height, value.width, value.spatial),
              value));
    }
    throw Design.unsupported(name, "activation " + activation);
  }

  /** Whether a value was just made by a normalisation, which can rectify it while it is at hand. */
  private boolean follows(Value value) {
    return !steps.isEmpty()
        && steps.get(steps.size() - 1) instanceof NormalisationStep last
        && last.output == value;
  }

  private Value emit(Step step) {
    for (Value input : step.inputs) {
      step.output.trained |= input.trained;
    }
    step.output.trained |= step.trained();
    steps.add(step);
    return step.output;
  }

  private ParameterLayout.Slice slice(String layer, String parameter) {
    return layout.slice(layer + "/" + parameter);
  }

  private static int[] window(int[] kernel, int[] stride, int[] padding) {
    return new int[] {kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1]};
  }
}
