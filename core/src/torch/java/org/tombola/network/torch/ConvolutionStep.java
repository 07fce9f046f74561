package org.tombola.network.torch;

import java.util.List;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Operation.Window;
import org.tombola.network.ParameterLayout.Slice;

/** Kernels over maps; channel innermost, which is what its operation is fastest with. */
final class ConvolutionStep extends Step {
  private static final long[] ONE = {1, 1};
  private static final long[] NONE = {0, 0};

  private final Slice weights;
  private final @Nullable Slice bias;
  private final long[] stride;
  private final long[] padding;

  ConvolutionStep(Value output, Value input, Slice weights, @Nullable Slice bias, Window window) {
    super(output, input);
    this.weights = weights;
    this.bias = bias;
    this.stride = sides(window.stride());
    this.padding = sides(window.padding());
  }

  static long[] sides(List<Integer> sides) {
    return sides.stream().mapToLong(Integer::longValue).toArray();
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
    return torch.convolution(
        run.value(inputs[0]),
        run.parameters.kernel(weights),
        Tensors.optional(bias == null ? null : run.parameters.view(bias)),
        stride,
        padding,
        ONE,
        false,
        NONE,
        1);
  }

  @Override
  void backward(Run run, Slope slope, Want want) {
    boolean input = goesOn(want);
    boolean own = want == Want.PARAMETERS && trained();
    BoolPointer wanted = new BoolPointer(3);
    wanted.put(0, input).put(1, own).put(2, own && bias != null);
    T_TensorTensorTensor_T gradients =
        torch.convolution_backward(
            slope.tensor(),
            run.value(inputs[0]),
            run.parameters.kernel(weights),
            new long[] {weights.outputs()},
            stride,
            padding,
            ONE,
            false,
            NONE,
            1,
            wanted);
    if (input) {
      run.give(inputs[0], new Slope(new Tensor(gradients.get0()), true));
    }
    if (own) {
      run.gradient(weights).copy_(gradients.get1());
      if (bias != null) {
        run.gradient(bias).copy_(gradients.get2());
      }
    }
    // what it still holds is freed now and not at the end of the pass
    gradients.close();
  }
}
