package org.tombola.network.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout;

/** One pass through a wiring: what its steps gave, and on the way back the gradients by it. */
final class Run {
  final int batch;
  final Mode mode;
  final Parameters parameters;
  final Tensors tensors;
  private final Flat gradient;
  private final Wiring wiring;
  private final @Nullable Double weight;
  private final @Nullable Tensor[] values;
  private final Step.@Nullable Slope[] slopes;

  /** What steps keep for their way back beside values; by step. */
  private final List<Tensor> kept = new ArrayList<>();

  private final Tensor[][] notes;

  /**
   * About to go forward.
   *
   * @param gradient where those by the parameters are written
   * @param weight of the batch in running statistics; null is each layer's own
   */
  Run(
      Wiring wiring,
      Parameters parameters,
      Flat gradient,
      Tensors tensors,
      int batch,
      Mode mode,
      @Nullable Double weight) {
    this.wiring = wiring;
    this.parameters = parameters;
    this.gradient = gradient;
    this.tensors = tensors;
    this.batch = batch;
    this.mode = mode;
    this.weight = weight;
    values = new Tensor[wiring.values.size()];
    slopes = new Step.Slope[wiring.values.size()];
    notes = new Tensor[wiring.steps.size()][];
  }

  /** Runs all steps; their values stay until {@link #close}. */
  void forward(Tensor images) {
    values[wiring.images.number] = images;
    int[] readers = new int[values.length];
    wiring.values.forEach(value -> readers[value.number] = value.readers);
    for (Step step : wiring.steps) {
      values[step.output.number] = step.forward(this);
      for (Value input : step.inputs) {
        if (--readers[input.number] == 0 && !input.needed) {
          // early, so that less is held at once
          value(input).close();
          values[input.number] = null;
        }
      }
    }
    for (Tensor value : values) {
      if (value != null) {
        kept.add(Tensors.keep(value));
      }
    }
  }

  /** What a step gave; after the pass forward, only where a step back needs it. */
  Tensor value(Value value) {
    Tensor tensor = values[value.number];
    if (tensor == null) {
      throw new IllegalStateException("Cannot read value " + value.number + ": it is gone");
    }
    return tensor;
  }

  Tensor logits() {
    return value(wiring.logits);
  }

  /** Keeps what a step notes for its way back. */
  void note(Step step, Tensor... own) {
    for (Tensor tensor : own) {
      kept.add(Tensors.keep(tensor));
    }
    notes[step.place] = own;
  }

  Tensor[] notes(Step step) {
    return notes[step.place];
  }

  /** Where the gradient by one slice of the parameters is written. */
  Tensor gradient(ParameterLayout.Slice slice) {
    return gradient.view(slice);
  }

  /** Weight of the batch in running statistics. */
  double weight(double own) {
    return weight == null ? own : weight;
  }

  /**
   * Runs all steps back.
   *
   * @param cotangent [batch, classes]
   * @return the gradient by the images; null where it is not asked for
   */
  @Nullable Tensor backward(Tensor cotangent, Step.Want want) {
    give(wiring.logits, new Step.Slope(new Tensor(cotangent), false));
    for (int i = wiring.steps.size() - 1; i >= 0; i--) {
      Step step = wiring.steps.get(i);
      Step.Slope slope = slopes[step.output.number];
      slopes[step.output.number] = null;
      if (slope != null) {
        if (want == Step.Want.IMAGES || step.output.trained) {
          step.backward(this, slope, want);
        }
        slope.tensor().close();
      }
    }
    Step.Slope images = slopes[wiring.images.number];
    slopes[wiring.images.number] = null;
    return images == null ? null : images.tensor();
  }

  /** Adds to the gradient by a value. */
  void give(Value value, Step.Slope more) {
    Step.Slope before = slopes[value.number];
    slopes[value.number] = before == null ? more : sum(before, more);
  }

  private static Step.Slope sum(Step.Slope one, Step.Slope other) {
    try (Tensor left = one.tensor();
        Tensor right = other.tensor()) {
      Tensor sum =
          one.own()
              ? new Tensor(left.add_(right))
              : other.own() ? new Tensor(right.add_(left)) : left.add(right);
      return new Step.Slope(sum, true);
    }
  }

  /** Lets go of all that it holds. */
  void close() {
    kept.forEach(Tensors::free);
    kept.clear();
  }
}
