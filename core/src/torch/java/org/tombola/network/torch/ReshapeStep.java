package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;

/** Maps read as a row, in the order channel, row, column; or a row read as maps. */
final class ReshapeStep extends Step {
  ReshapeStep(Value output, Value input) {
    super(output, input);
  }

  @Override
  boolean makes() {
    return false;
  }

  @Override
  Tensor forward(Run run) {
    return as(run, run.value(inputs[0]), output);
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    run.give(inputs[0], new Slope(as(run, slope.tensor(), inputs[0]), false));
  }

  /** The same numbers in another shape; maps have their channels innermost. */
  private static Tensor as(Run run, Tensor tensor, Value shape) {
    Tensor reshaped = tensor.contiguous().view(shape.shape(run.batch));
    return shape.spatial
        ? Tensors.filled(run.tensors.maps(shape.shape(run.batch)), reshaped)
        : reshaped;
  }
}
