package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.tombola.network.ParameterLayout.Slice;

/** Rows times weights [in, out], plus biases. */
final class DenseStep extends Step {
  private final Slice weights;
  private final @Nullable Slice bias;

  DenseStep(Value output, Value input, Slice weights, @Nullable Slice bias) {
    super(output, input);
    this.weights = weights;
    this.bias = bias;
  }

  @Override
  boolean trained() {
    return !weights.frozen();
  }

  @Override
  boolean readsInputs() {
    return true;
  }

  @Override
  Tensor forward(Run run) {
    Tensor x = run.value(inputs[0]);
    Tensor w = run.parameters.view(weights);
    return bias == null ? torch.mm(x, w) : torch.addmm(run.parameters.view(bias), x, w);
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    Tensor dy = slope.tensor();
    if (want == Want.PARAMETERS && trained()) {
      run.gradient(weights).copy_(torch.mm(run.value(inputs[0]).t(), dy));
      if (bias != null) {
        run.gradient(bias).copy_(dy.sum(0));
      }
    }
    if (goesOn(want)) {
      run.give(inputs[0], new Slope(torch.mm(dy, run.parameters.view(weights).t()), true));
    }
  }
}
