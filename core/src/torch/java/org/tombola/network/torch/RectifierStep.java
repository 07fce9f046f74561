package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** max(x, 0), in place where nothing else reads x. */
final class RectifierStep extends Step {
  RectifierStep(Value output, Value input) {
    super(output, input);
  }

  @Override
  boolean readsOutput() {
    return true;
  }

  @Override
  Tensor forward(Run run) {
    Value in = inputs[0];
    Tensor x = run.value(in);
    return in.own && in.readers == 1 && !in.needed ? new Tensor(torch.relu_(x)) : torch.relu(x);
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    Tensor dy = slope.tensor();
    Tensor y = run.value(output);
    Tensor dx =
        slope.own()
            ? new Tensor(torch.threshold_backward_outf(dy, y, Tensors.scalar(0), dy))
            : torch.threshold_backward(dy, y, Tensors.scalar(0));
    run.give(inputs[0], new Slope(dx, true));
  }
}
