package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;

/** The mean of each map: [batch, channels, height, width] to [batch, channels]. */
final class GlobalAverageStep extends Step {
  GlobalAverageStep(Value output, Value input) {
    super(output, input);
  }

  @Override
  Tensor forward(Run run) {
    return run.value(inputs[0]).sum(2, 3).div(places());
  }

  private org.bytedeco.pytorch.Scalar places() {
    return Tensors.scalar((double) inputs[0].height * inputs[0].width);
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    Value in = inputs[0];
    Tensor each = slope.tensor().div(places()).view(run.batch, in.channels, 1, 1);
    Tensor dx = Tensors.filled(run.tensors.maps(in.shape(run.batch)), each);
    run.give(in, new Slope(dx, true));
  }
}
