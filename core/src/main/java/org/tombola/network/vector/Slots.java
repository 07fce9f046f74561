package org.tombola.network.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which arrays values and gradients take. Values keep theirs, for the way back reads them;
 * gradients of one form follow each other in one array once the step before has read them. What
 * shares an array has one form, so that the zeros around maps stay zeros.
 */
final class Slots {
  final List<Maps> all = new ArrayList<>();
  private final List<Step> steps;
  private final Map<Maps, List<Integer>> free = new HashMap<>();

  /** Values whose gradient stands in an array and is still to be read. */
  private final Map<Integer, List<Value>> live = new HashMap<>();

  Slots(Wiring wiring) {
    steps = wiring.steps;
    wiring.images.slot = fresh(wiring.images.maps());
    for (Step step : steps) {
      Value in = step.inputs[0];
      boolean over = step.inPlace() && in != wiring.images && in.readers == 1 && unread(in);
      step.output.slot = over ? in.slot : fresh(step.output.maps());
    }
    hold(acquire(wiring.logits.maps()), wiring.logits);
    for (int i = steps.size() - 1; i >= 0; i--) {
      back(steps.get(i));
    }
  }

  /** Whether the step that made a value does not need it to go back. */
  private boolean unread(Value value) {
    return !(steps.get(value.producer) instanceof PoolingStep);
  }

  private int fresh(Maps maps) {
    all.add(maps);
    return all.size() - 1;
  }

  private int acquire(Maps maps) {
    List<Integer> some = free.getOrDefault(maps, List.of());
    return some.isEmpty() ? fresh(maps) : some.remove(some.size() - 1);
  }

  private void hold(int slot, Value value) {
    value.gradientSlot = slot;
    live.computeIfAbsent(slot, any -> new ArrayList<>()).add(value);
  }

  private void back(Step step) {
    Value output = step.output;
    if (output.gradientSlot == -1) {
      // nothing reads it: it has no gradient, and hands none on
      return;
    }
    int own = output.gradientSlot;
    List<Value> holders = live.getOrDefault(own, new ArrayList<>());
    holders.remove(output);
    boolean alone = holders.isEmpty();
    for (int i = 0; i < step.inputs.length; i++) {
      Value input = step.inputs[i];
      step.adds[i] = input.gradientSlot != -1;
      if (step.adds[i]) {
        continue;
      }
      boolean first = holders.isEmpty();
      boolean over =
          step.placeByPlace() && alone && (first || together(step, holders.get(0), input));
      hold(over ? own : acquire(input.maps()), input);
      holders = live.getOrDefault(own, new ArrayList<>());
    }
    if (holders.isEmpty()) {
      live.remove(own);
      free.computeIfAbsent(output.maps(), any -> new ArrayList<>()).add(own);
    }
  }

  /**
   * Whether the gradients of a sum's inputs may stay one array: where the step that made the one
   * reads it before anything is added to the other, and leaves it as it is.
   */
  private boolean together(Step sum, Value left, Value right) {
    return left != right && (before(sum, left, right) || before(sum, right, left));
  }

  private boolean before(Step sum, Value first, Value other) {
    if (first.producer < 0
        || first.readers != 1
        || steps.get(first.producer).placeByPlace()
        || other.producer >= first.producer) {
      return false;
    }
    for (int i = first.producer; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step != sum && Arrays.asList(step.inputs).contains(other)) {
        return false;
      }
    }
    return true;
  }
}
