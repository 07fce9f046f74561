package org.tombola.network.nd4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tombola.method.Refused;
import org.tombola.network.Graph;
import org.tombola.network.ParameterLayout;
import org.tombola.tensor.ImageShape;

/**
 * The steps a graph compiles to, in forward order, and the array slots their values take. Every
 * value has one reader (a fork makes branches), so gradients may be changed where they lie.
 */
final class Wiring {
  final Value images;
  final Value logits;
  final List<EngineStep> steps = new ArrayList<>();

  /** Numbers per example of each slot. */
  final List<Integer> slots = new ArrayList<>();

  private final Map<String, Deque<Value>> offers = new HashMap<>();

  Wiring(Graph graph, ParameterLayout layout) {
    Map<String, Integer> readers = new HashMap<>();
    graph
        .nodes()
        .forEach(node -> node.inputs().forEach(name -> readers.merge(name, 1, Integer::sum)));
    ImageShape shape = graph.images();
    images = new Value(graph.input(), shape.channels(), shape.height(), shape.width(), true);
    offer(graph.input(), images, readers.getOrDefault(graph.input(), 0));
    LayerSteps layers = new LayerSteps(steps, layout);
    for (Graph.Node node : graph.nodes()) {
      Value value = layers.append(node, node.inputs().stream().map(this::take).toList());
      offer(node.name(), value, readers.getOrDefault(node.name(), 0));
    }
    logits = take(graph.output());
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
    for (EngineStep step : steps) {
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
      EngineStep step = steps.get(i);
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
    for (EngineStep step : steps) {
      largest = Math.max(largest, step.output.size());
    }
    return largest;
  }
}
