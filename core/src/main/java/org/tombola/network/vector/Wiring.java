package org.tombola.network.vector;

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
import org.tombola.network.vector.Weights.Window;

/** The steps a graph compiles to, in forward order, and the values between them. */
final class Wiring {
  final Value images;
  final Value logits;
  final List<Step> steps = new ArrayList<>();

  /** Of each array the form of its blocks. */
  final List<Maps> slots;

  private final Graph graph;
  private final ParameterLayout layout;
  private final Map<String, Value> values = new HashMap<>();

  Wiring(Graph graph, ParameterLayout layout) {
    this.graph = graph;
    this.layout = layout;
    images =
        new Value(
            graph.input(),
            graph.images().channels(),
            graph.images().height(),
            graph.images().width());
    values.put(graph.input(), images);
    for (Node node : graph.nodes()) {
      values.put(node.name(), append(node, node.inputs().stream().map(this::made).toList()));
    }
    logits = made(graph.output());
    widen();
    slots = new Slots(this).all;
    steps.forEach(Step::compile);
  }

  private Value made(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new Refused("Cannot compile network: \"" + name + "\" is read before it is made");
    }
    return value;
  }

  private Value append(Node node, List<Value> inputs) {
    Value input = inputs.get(0);
    if (node.operation() instanceof Operation.Activation only) {
      return activate(node, input, only.activation());
    }
    if (node.operation() instanceof Operation.Weighted layer) {
      return activate(node, emit(weighted(node, layer, input)), layer.activation());
    }
    if (node.operation() instanceof Operation.Flatten && onlyDense(node)) {
      // dense layers know where each number of a map stands
      return input;
    }
    return emit(step(node, node.operation(), inputs));
  }

  private boolean onlyDense(Node row) {
    return graph.nodes().stream()
        .filter(node -> node.inputs().contains(row.name()))
        .allMatch(node -> node.operation() instanceof Operation.Dense);
  }

  private Step step(Node node, Operation operation, List<Value> inputs) {
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
      return pooling(node, input, PoolingStep.Kind.LARGEST, pooling.window());
    } else if (operation instanceof Operation.AveragePooling pooling) {
      return pooling(node, input, PoolingStep.Kind.MEAN, pooling.window());
    } else if (operation instanceof Operation.GlobalAveragePooling) {
      return new GlobalAverageStep(node.name(), value(node), input);
    } else if (operation instanceof Operation.Sum) {
      return new SumStep(node.name(), value(node), input, inputs.get(1));
    }
    return new ReshapeStep(node.name(), value(node), input);
  }

  private static Step pooling(
      Node node, Value input, PoolingStep.Kind kind, Operation.Window window) {
    return new PoolingStep(node.name(), value(node), input, kind, new Window(window.sides()));
  }

  private Step weighted(Node node, Operation.Weighted layer, Value input) {
    Slice weights = slice(node, "W");
    Slice bias = slice(node, "b", layer.bias());
    boolean convolves = layer instanceof Operation.Convolution;
    int given = convolves ? input.channels : input.channels * input.height * input.width;
    if (weights.inputs() != given) {
      throw new Refused(
          "Cannot compile network: layer \"%s\" reads %d inputs and is given %d"
              .formatted(node.name(), weights.inputs(), given));
    }
    Window window =
        layer instanceof Operation.Convolution convolution
            ? new Window(convolution.window().sides())
            : null;
    return new LinearStep(node.name(), value(node), input, weights, bias, window);
  }

  private Value activate(Node node, Value value, Function function) {
    if (function == Function.IDENTITY) {
      return value;
    }
    if (value.producer >= 0
        && steps.get(value.producer) instanceof NormalisationStep last
        && readers(value) == 1) {
      last.rectify();
      return value;
    }
    return emit(new RectifierStep(node.name(), value(node), value));
  }

  /** Nodes that read what a value is the last name of. */
  private long readers(Value value) {
    return graph.nodes().stream()
        .flatMap(node -> node.inputs().stream())
        .filter(name -> values.get(name) == value)
        .count();
  }

  private Value emit(Step step) {
    for (Value input : step.inputs) {
      step.output.trained |= input.trained;
      input.readers++;
    }
    step.output.trained |= step.trained();
    step.output.producer = steps.size();
    steps.add(step);
    return step.output;
  }

  /** Gives every value the zeros around it that its readers, forward and back, look at. */
  private void widen() {
    boolean again = true;
    while (again) {
      again = false;
      for (Step step : steps) {
        int in = step.inputHalo();
        int out = step.outputHalo();
        if (step.placeByPlace()) {
          for (Value input : step.inputs) {
            in = Math.max(in, input.halo);
          }
          in = Math.max(in, step.output.halo);
          out = in;
        }
        again |= widen(step.output, out);
        for (Value input : step.inputs) {
          again |= widen(input, in);
        }
      }
    }
  }

  private static boolean widen(Value value, int halo) {
    boolean wider = halo > value.halo;
    value.halo = Math.max(value.halo, halo);
    return wider;
  }

  private static Value value(Node node) {
    List<Integer> shape = node.shape();
    return shape.size() == 1
        ? new Value(node.name(), shape.get(0), 1, 1)
        : new Value(node.name(), shape.get(0), shape.get(1), shape.get(2));
  }

  private @Nullable Slice slice(Node node, String parameter, boolean there) {
    return there ? slice(node, parameter) : null;
  }

  private Slice slice(Node node, String parameter) {
    return layout.slice(node.name() + "/" + parameter);
  }
}
