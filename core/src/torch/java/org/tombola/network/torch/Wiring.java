package org.tombola.network.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Refused;
import org.tombola.network.Graph;
import org.tombola.network.Graph.Node;
import org.tombola.network.Operation;
import org.tombola.network.Operation.Function;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;

/** The steps that a graph becomes, each after those it reads, and the values between them. */
final class Wiring {
  final List<Value> values = new ArrayList<>();
  final List<Step> steps = new ArrayList<>();
  final Value images;
  final Value logits;
  private final ParameterLayout layout;

  /**
   * Wires them up.
   *
   * @throws Refused naming the layer, if one does not fit what it reads
   */
  Wiring(Graph graph, ParameterLayout layout) {
    this.layout = layout;
    Map<String, Integer> readers = new HashMap<>();
    graph.nodes().forEach(node -> node.inputs().forEach(it -> readers.merge(it, 1, Integer::sum)));
    Map<String, Value> made = new HashMap<>();
    images = value(graph.shape(graph.input()));
    made.put(graph.input(), images);
    for (Node node : graph.nodes()) {
      List<Value> inputs = new ArrayList<>();
      for (String name : node.inputs()) {
        Value input = made.get(name);
        if (input == null) {
          throw new Refused("Cannot compile network: \"" + name + "\" is read before it is made");
        }
        inputs.add(input);
      }
      made.put(node.name(), append(node, inputs));
    }
    Value last = made.get(graph.output());
    if (last == null) {
      throw new Refused("Cannot compile network: it has no \"" + graph.output() + "\"");
    }
    logits = last;
    logits.needed = true;
    count();
  }

  private void count() {
    for (Step step : steps) {
      step.place = steps.indexOf(step);
      step.output.needed |= step.readsOutput();
      step.output.own = step.makes();
      for (Value input : step.inputs) {
        input.readers++;
        input.needed |= step.readsInputs();
      }
    }
  }

  private Value append(Node node, List<Value> inputs) {
    Value input = inputs.get(0);
    Operation operation = node.operation();
    if (operation instanceof Operation.Activation only) {
      return activated(node, input, only.activation());
    }
    if (operation instanceof Operation.Weighted layer) {
      return activated(node, emit(weighted(node, layer, input)), layer.activation());
    }
    return emit(step(node, operation, inputs));
  }

  private Step step(Node node, Operation operation, List<Value> inputs) {
    Value input = inputs.get(0);
    Value output = value(node.shape());
    if (operation instanceof Operation.BatchNormalisation layer) {
      return new NormalisationStep(
          output,
          input,
          layer,
          slice(node, "gamma", layer.affine()),
          slice(node, "beta", layer.affine()),
          layout.slice(node.name() + "/mean"),
          layout.slice(node.name() + "/var"));
    } else if (operation instanceof Operation.MaxPooling pooling) {
      return new MaxPoolingStep(output, input, pooling.window());
    } else if (operation instanceof Operation.AveragePooling pooling) {
      return new AveragePoolingStep(output, input, pooling.window());
    } else if (operation instanceof Operation.GlobalAveragePooling) {
      return new GlobalAverageStep(output, input);
    } else if (operation instanceof Operation.Sum) {
      return new SumStep(output, input, inputs.get(1));
    }
    return new ReshapeStep(output, input);
  }

  private Step weighted(Node node, Operation.Weighted layer, Value input) {
    Slice weights = layout.slice(node.name() + "/W");
    Slice bias = slice(node, "b", layer.bias());
    if (weights.inputs() != input.channels) {
      throw new Refused(
          "Cannot compile network: layer \"%s\" reads %d inputs and is given %d"
              .formatted(node.name(), weights.inputs(), input.channels));
    }
    Value output = value(node.shape());
    return layer instanceof Operation.Convolution convolution
        ? new ConvolutionStep(output, input, weights, bias, convolution.window())
        : new DenseStep(output, input, weights, bias);
  }

  private Value activated(Node node, Value value, Function function) {
    return function == Function.IDENTITY
        ? value
        : emit(new RectifierStep(value(node.shape()), value));
  }

  private Value emit(Step step) {
    for (Value input : step.inputs) {
      step.output.trained |= input.trained;
    }
    step.output.trained |= step.trained();
    steps.add(step);
    return step.output;
  }

  private Value value(List<Integer> shape) {
    Value value =
        shape.size() == 1
            ? new Value(values.size(), shape.get(0), 1, 1, false)
            : new Value(values.size(), shape.get(0), shape.get(1), shape.get(2), true);
    values.add(value);
    return value;
  }

  private @Nullable Slice slice(Node node, String parameter, boolean there) {
    return there ? layout.slice(node.name() + "/" + parameter) : null;
  }
}
