package org.tombola.network.torch;

import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.tombola.network.Operation.Window;

/** The largest number of each window. */
final class MaxPoolingStep extends Step {
  private static final long[] ONE = {1, 1};

  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;

  MaxPoolingStep(Value output, Value input, Window window) {
    super(output, input);
    kernel = ConvolutionStep.sides(window.kernel());
    stride = ConvolutionStep.sides(window.stride());
    padding = ConvolutionStep.sides(window.padding());
  }

  @Override
  boolean readsInputs() {
    return true;
  }

  @Override
  Tensor forward(Run run) {
    T_TensorTensor_T both =
        torch.max_pool2d_with_indices(run.value(inputs[0]), kernel, stride, padding, ONE, false);
    run.note(this, new Tensor(both.get1()));
    return new Tensor(both.get0());
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    Tensor dx =
        torch.max_pool2d_with_indices_backward(
            slope.tensor(),
            run.value(inputs[0]),
            kernel,
            stride,
            padding,
            ONE,
            false,
            run.notes(this)[0]);
    run.give(inputs[0], new Slope(dx, true));
  }
}
