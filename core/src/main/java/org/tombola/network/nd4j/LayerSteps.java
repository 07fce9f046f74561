package org.tombola.network.nd4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Refused;
import org.tombola.network.Graph.Node;
import org.tombola.network.Operation;
import org.tombola.network.Operation.Function;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;

/** Compiles nodes to steps. */
final class LayerSteps {
  private final List<EngineStep> steps;
  private final ParameterLayout layout;

  LayerSteps(List<EngineStep> steps, ParameterLayout layout) {
    this.steps = steps;
    this.layout = layout;
  }

  /** Appends a node's steps and returns its value. */
  Value append(Node node, List<Value> inputs) {
    Value input = inputs.get(0);
    if (node.operation() instanceof Operation.Activation only) {
      return activate(node, input, only.activation());
    }
    if (node.operation() instanceof Operation.Weighted layer) {
      return activate(node, emit(weighted(node, layer, input)), layer.activation());
    }
    return emit(step(node, node.operation(), inputs));
  }

  private EngineStep step(Node node, Operation operation, List<Value> inputs) {
    Value input = inputs.get(0);
    if (operation instanceof Operation.BatchNormalisation layer) {
      return new NormalisationStep(
          node.name(),
          value(node),
          input,
          new NormalisationStep.Parameters(
              slice(node, "gamma", layer.affine()),
              slice(node, "beta", layer.affine()),
              slice(node, "mean"),
              slice(node, "var"),
              layer.eps(),
              1 - layer.decay(),
              layer.frozen()));
    } else if (operation instanceof Operation.MaxPooling pooling) {
      int[] window = pooling.window().sides();
      return new PoolingStep(node.name(), value(node), input, "maxpool2d", window);
    } else if (operation instanceof Operation.AveragePooling pooling) {
      int[] window = pooling.window().sides();
      return new PoolingStep(node.name(), value(node), input, "avgpool2d", window);
    } else if (operation instanceof Operation.GlobalAveragePooling) {
      return new GlobalAverageStep(node.name(), value(node), input);
    } else if (operation instanceof Operation.Sum) {
      return new AddStep(node.name(), value(node), input, inputs.get(1));
    }
    return new ReshapeStep(node.name(), value(node), input);
  }

  private EngineStep weighted(Node node, Operation.Weighted layer, Value input) {
    Slice weights = slice(node, "W");
    Slice bias = slice(node, "b", layer.bias());
    if (weights.inputs() != input.channels) {
      throw new Refused(
          "Cannot compile network: layer \"%s\" reads %d inputs and is given %d"
              .formatted(node.name(), weights.inputs(), input.channels));
    }
    return layer instanceof Operation.Convolution convolution
        ? new ConvolutionStep(
            node.name(), value(node), input, weights, bias, convolution.window().sides())
        : new DenseStep(node.name(), value(node), input, weights, bias);
  }

  private Value activate(Node node, Value value, Function function) {
    if (function == Function.IDENTITY) {
      return value;
    }
    if (follows(value)) {
      ((NormalisationStep) steps.get(steps.size() - 1)).rectify();
      return value;
    }
    return emit(new RectifierStep(node.name(), value(node), value));
  }

  /** Whether a value was just made by a normalisation, which can rectify it while it is at hand. */
  private boolean follows(Value value) {
    return !steps.isEmpty()
        && steps.get(steps.size() - 1) instanceof NormalisationStep last
        && last.output == value;
  }

  private Value emit(EngineStep step) {
    for (Value input : step.inputs) {
      step.output.trained |= input.trained;
    }
    step.output.trained |= step.trained();
    steps.add(step);
    return step.output;
  }

  private static Value value(Node node) {
    List<Integer> shape = node.shape();
    return shape.size() == 1
        ? new Value(node.name(), shape.get(0), 1, 1, false)
        : new Value(node.name(), shape.get(0), shape.get(1), shape.get(2), true);
  }

  private @Nullable Slice slice(Node node, String parameter, boolean there) {
    return there ? slice(node, parameter) : null;
  }

  private Slice slice(Node node, String parameter) {
    return layout.slice(node.name() + "/" + parameter);
  }
}
