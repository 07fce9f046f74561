package org.tombola.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution: weights [out, in, kernel height, kernel width], images NCHW.
 *
 * <p>The native backward operation always gives both gradients, and where the stride is 1 it takes
 * Winograd's algorithm, which is slow on few channels. A transposed convolution is the input's
 * gradient alone; the backward operation of a transposed convolution, with the output's gradient as
 * its input, is the weights' gradient for the price of a forward pass more.
 */
final class ConvolutionStep extends Step {
  /** Input channels below which Winograd's algorithm loses. */
  private static final int FEW = 32;

  private final ParameterLayout.Slice weights;
  private final ParameterLayout.@Nullable Slice bias;
  private final long[] window;
  private final boolean transposable;

  /**
   * @param window kernel, stride, padding, each height then width
   */
  ConvolutionStep(
      String name,
      Value output,
      Value input,
      ParameterLayout.Slice weights,
      ParameterLayout.@Nullable Slice bias,
      int[] window) {
    super(name, output, input);
    this.weights = weights;
    this.bias = bias;
    // kernel, stride, padding, dilation, not "same", NCHW, weights [out, in, height, width]
    this.window =
        new long[] {
          window[0], window[1], window[2], window[3], window[4], window[5], 1, 1, 0, 0, 1
        };
    // the transposed convolution gives back the input's size only where the stride leaves no rest
    this.transposable =
        (output.height - 1) * window[2] + window[0] - 2 * window[4] == input.height
            && (output.width - 1) * window[3] + window[1] - 2 * window[5] == input.width;
  }

  @Override
  boolean trained() {
    return !weights.frozen();
  }

  @Override
  Bound bind(Arrays arrays) {
    Value in = inputs[0];
    INDArray x = arrays.value(in);
    INDArray w = arrays.parameter(weights);
    INDArray dy = arrays.gradient(output);
    INDArray dx = arrays.gradient(in);
    Runnable forward =
        Calls.of(
            "conv2d",
            window,
            bias == null ? Calls.in(x, w) : Calls.in(x, w, arrays.parameter(bias)),
            arrays.value(output));
    Runnable input =
        transposable
            ? Calls.of("deconv2d", window, Calls.in(dy, w), dx)
            : both(arrays, arrays.small(w.shape()), bias == null ? null : small(arrays));
    INDArray dw = arrays.parameterGradient(weights);
    Runnable parameters;
    if (transposable && bias == null && in.channels < FEW) {
      INDArray unread = arrays.scratch(arrays.value(output).length()).reshape(dy.shape());
      Runnable alone = Calls.of("deconv2d_bp", window, Calls.in(dy, w, x), unread, dw);
      parameters =
          in.trained
              ? () -> {
                alone.run();
                input.run();
              }
              : alone;
    } else {
      parameters = both(arrays, dw, bias == null ? null : arrays.parameterGradient(bias));
    }
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        forward.run();
      }

      @Override
      public void backward(Mode mode, Want want) {
        (want == Want.INPUT ? input : parameters).run();
      }
    };
  }

  private INDArray small(Arrays arrays) {
    return arrays.small(output.channels);
  }

  private Runnable both(Arrays arrays, INDArray dw, @Nullable INDArray db) {
    INDArray x = arrays.value(inputs[0]);
    INDArray w = arrays.parameter(weights);
    INDArray dy = arrays.gradient(output);
    INDArray dx = arrays.gradient(inputs[0]);
    return bias == null || db == null
        ? Calls.of("conv2d_bp", window, Calls.in(x, w, dy), dx, dw)
        : Calls.of("conv2d_bp", window, Calls.in(x, w, arrays.parameter(bias), dy), dx, dw, db);
  }
}
