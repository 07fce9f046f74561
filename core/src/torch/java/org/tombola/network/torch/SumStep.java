package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;

/** Two values of one shape added. */
final class SumStep extends Step {
  SumStep(Value output, Value left, Value right) {
    super(output, left, right);
  }

  @Override
  Tensor forward(Run run) {
    return run.value(inputs[0]).add(run.value(inputs[1]));
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    for (Value input : inputs) {
      run.give(input, new Slope(new Tensor(slope.tensor()), false));
    }
  }
}
