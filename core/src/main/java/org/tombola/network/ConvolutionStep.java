package org.tombola.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution: weights [out, in, kernel height, kernel width], images NCHW. */
final class ConvolutionStep extends Step {
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
    INDArray x = arrays.value(inputs[0]);
    INDArray y = arrays.value(output);
    INDArray w = arrays.parameter(weights);
    INDArray dy = arrays.gradient(output);
    INDArray dx = arrays.gradient(inputs[0]);
    INDArray dw = arrays.parameterGradient(weights);
    Runnable forward;
    Runnable both;
    if (bias == null) {
      forward = Calls.of("conv2d", window, Calls.in(x, w), y);
      both = Calls.of("conv2d_bp", window, Calls.in(x, w, dy), dx, dw);
    } else {
      INDArray b = arrays.parameter(bias);
      forward = Calls.of("conv2d", window, Calls.in(x, w, b), y);
      both =
          Calls.of(
              "conv2d_bp", window, Calls.in(x, w, b, dy), dx, dw, arrays.parameterGradient(bias));
    }
    Runnable input;
    if (transposable) {
      input = Calls.of("deconv2d", window, Calls.in(dy, w), dx);
    } else {
      // the operation always writes the weights' gradient too: let it go where nobody reads
      INDArray unread = arrays.small(w.shape());
      input =
          bias == null
              ? Calls.of("conv2d_bp", window, Calls.in(x, w, dy), dx, unread)
              : Calls.of(
                  "conv2d_bp",
                  window,
                  Calls.in(x, w, arrays.parameter(bias), dy),
                  dx,
                  unread,
                  arrays.small(bias.length()));
    }
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        forward.run();
      }

      @Override
      public void backward(Mode mode, Want want) {
        (want == Want.INPUT ? input : both).run();
      }
    };
  }
}
