package org.tombola.network.nd4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.tombola.method.Refused;
import org.tombola.network.Design;
import org.tombola.network.ParameterLayout;
import org.tombola.tensor.ImageShape;

/**
 * The steps a DL4J configuration compiles to, in forward order, and the array slots their values
 * take. Every value has one reader (a fork makes branches), so gradients may be changed where they
 * lie.
 */
final class Wiring {
  final Value images;
  final Value logits;
  final List<Step> steps = new ArrayList<>();

  /** Numbers per example of each slot. */
  final List<Integer> slots = new ArrayList<>();

  private final Map<String, Deque<Value>> offers = new HashMap<>();

  Wiring(
      ComputationGraphConfiguration configuration,
      List<String> order,
      ParameterLayout layout,
      ImageShape shape) {
    if (configuration.getNetworkInputs().size() != 1
        || configuration.getNetworkOutputs().size() != 1) {
      throw new Refused(
          "Cannot compile network: it has inputs "
              + configuration.getNetworkInputs()
              + " and outputs "
              + configuration.getNetworkOutputs()
              + ", and one of each is supported");
    }
    Map<String, InputType> types =
        configuration.getLayerActivationTypes(
            InputType.convolutional(shape.height(), shape.width(), shape.channels()));
    Map<String, Integer> readers = new HashMap<>();
    configuration
        .getVertexInputs()
        .values()
        .forEach(names -> names.forEach(name -> readers.merge(name, 1, Integer::sum)));
    String input = configuration.getNetworkInputs().get(0);
    String output = configuration.getNetworkOutputs().get(0);
    images = new Value(input, shape.channels(), shape.height(), shape.width(), true);
    offer(input, images, readers.getOrDefault(input, 0));
    LayerSteps layers = new LayerSteps(steps, layout);
    for (String name : order) {
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex == null) {
        continue;
      }
      List<Value> in =
          Objects.requireNonNull(configuration.getVertexInputs().get(name)).stream()
              .map(this::take)
              .toList();
      InputType type = Objects.requireNonNull(types.get(name));
      Value value;
      if (vertex instanceof LayerVertex layer) {
        value = layers.append(name, layer, in.get(0), type);
      } else if (vertex instanceof ElementWiseVertex sum
          && sum.getOp() == ElementWiseVertex.Op.Add
          && in.size() == 2) {
        Value left = in.get(0);
        value = new Value(name, left.channels, left.height, left.width, left.spatial);
        value.trained = left.trained || in.get(1).trained;
        steps.add(new AddStep(name, value, left, in.get(1)));
      } else {
        throw Design.unsupported(name, vertex.getClass().getSimpleName());
      }
      offer(name, value, readers.getOrDefault(name, 0));
    }
    logits = take(output);
    assignSlots();
    assignGradientSlots();
  }

  private void offer(String name, Value value, int readers) {
    Deque<Value> branches = new ArrayDeque<>();
    if (readers <= 1) {
      branches.add(value);
    } else {
      for (int i = 0; i < readers; i++) {
        Value branch = new Value(name, value.channels, value.height, value.width, value.spatial);
        branch.trained = value.trained;
        branches.add(branch);
      }
      steps.add(new ForkStep(name, value, branches.toArray(Value[]::new)));
    }
    offers.put(name, branches);
  }

  private Value take(String name) {
    Deque<Value> branches = offers.get(name);
    Value branch = branches == null ? null : branches.poll();
    if (branch == null) {
      throw new Refused("Cannot compile network: \"" + name + "\" is read before it is made");
    }
    return branch;
  }

  private int newSlot(int size) {
    slots.add(size);
    return slots.size() - 1;
  }

  private void assignSlots() {
    images.slot = newSlot(images.size());
    for (Step step : steps) {
      Value in = step.inputs[0];
      if (step instanceof ForkStep fork) {
        for (Value branch : fork.branches) {
          branch.slot = in.slot;
          branch.shared = true;
        }
      } else if (step instanceof ReshapeStep) {
        step.output.slot = in.slot;
        step.output.shared = in.shared;
      } else {
        step.output.slot = step.inPlace() && !in.shared ? in.slot : newSlot(step.output.size());
      }
    }
  }

  /** Going back, a gradient's slot is free for another once the step before has read it. */
  private void assignGradientSlots() {
    List<Integer> free = new ArrayList<>();
    logits.gradientSlot = newSlot(logits.size());
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step step = steps.get(i);
      int own = step.output.gradientSlot;
      for (int j = 0; j < step.inputs.length; j++) {
        Value in = step.inputs[j];
        in.gradientSlot = j == 0 && step.gradientInPlace() ? own : acquire(free, in.size());
      }
      if (step instanceof ForkStep fork) {
        for (int b = 1; b < fork.branches.length; b++) {
          free.add(fork.branches[b].gradientSlot);
        }
      } else if (!step.gradientInPlace()) {
        free.add(own);
      }
    }
  }

  private int acquire(List<Integer> free, int size) {
    int best = -1;
    for (int slot : free) {
      if (slots.get(slot) >= size && (best < 0 || slots.get(slot) < slots.get(best))) {
        best = slot;
      }
    }
    if (best < 0) {
      return newSlot(size);
    }
    free.remove((Integer) best);
    return best;
  }

  /** Most numbers per example of any value. */
  int largest() {
    int largest = images.size();
    for (Step step : steps) {
      largest = Math.max(largest, step.output.size());
    }
    return largest;
  }
}
