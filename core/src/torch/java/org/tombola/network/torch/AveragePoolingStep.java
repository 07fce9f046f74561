package org.tombola.network.torch;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.tombola.network.Operation.Window;

/** The mean of each window, padding included. */
final class AveragePoolingStep extends Step {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;

  AveragePoolingStep(Value output, Value input, Window window) {
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
    return torch.avg_pool2d(
        run.value(inputs[0]), kernel, stride, padding, false, true, new LongOptional());
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    Tensor dx =
        torch.avg_pool2d_backward(
            slope.tensor(),
            run.value(inputs[0]),
            kernel,
            stride,
            padding,
            false,
            true,
            new LongOptional());
    run.give(inputs[0], new Slope(dx, true));
  }
}
