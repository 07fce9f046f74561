package org.tombola.network.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout;

/**
 * A convolution: weights [out, in, kernel height, kernel width], images NCHW.
 *
 * <p>The native backward operation always gives both gradients, and where the stride is 1 it takes
 * Winograd's algorithm, which is slow on few channels. A transposed convolution is the input's
 * gradient alone; where the stride leaves a rest of the input over, the kernel gets as many rows
 * and columns of zeros, which changes nothing but the size. The backward operation of a transposed
 * convolution, with the output's gradient as its input, is the weights' gradient for the price of a
 * forward pass more.
 */
final class ConvolutionStep extends EngineStep {
  /** Input channels below which Winograd's algorithm loses. */
  private static final int FEW = 32;

  private final ParameterLayout.Slice weights;
  private final ParameterLayout.@Nullable Slice bias;
  private final long[] window;
  private final int restHeight;
  private final int restWidth;

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
    restHeight = input.height - ((output.height - 1) * window[2] + window[0] - 2 * window[4]);
    restWidth = input.width - ((output.width - 1) * window[3] + window[1] - 2 * window[5]);
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
    Runnable input = inputGradient(arrays, dy, w, dx);
    INDArray dw = arrays.parameterGradient(weights);
    Runnable parameters;
    if (weights.frozen()) {
      // only what stands before it is trained
      parameters = input;
    } else if (bias == null && in.channels < FEW && restHeight == 0 && restWidth == 0) {
      INDArray unread = arrays.scratch(dy.length()).reshape(dy.shape());
      Runnable alone = Calls.of("deconv2d_bp", window, Calls.in(dy, w, x), unread, dw);
      parameters =
          in.trained
              ? () -> {
                alone.run();
                input.run();
              }
              : alone;
    } else if (bias == null) {
      parameters = Calls.of("conv2d_bp", window, Calls.in(x, w, dy), dx, dw);
    } else {
      parameters =
          Calls.of(
              "conv2d_bp",
              window,
              Calls.in(x, w, arrays.parameter(bias), dy),
              dx,
              dw,
              arrays.parameterGradient(bias));
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

  private Runnable inputGradient(Arrays arrays, INDArray dy, INDArray w, INDArray dx) {
    if (restHeight == 0 && restWidth == 0) {
      return Calls.of("deconv2d", window, Calls.in(dy, w), dx);
    }
    long[] wider = window.clone();
    wider[0] += restHeight;
    wider[1] += restWidth;
    INDArray padded = arrays.small(w.size(0), w.size(1), wider[0], wider[1]);
    INDArray zeros =
        Nd4j.createFromArray(new long[][] {{0, 0}, {0, 0}, {0, restHeight}, {0, restWidth}});
    // mode 0: with a constant, which is 0
    Runnable pad = Calls.of("pad", new long[] {0}, new double[] {0}, Calls.in(w, zeros), padded);
    Runnable transposed = Calls.of("deconv2d", wider, Calls.in(dy, padded), dx);
    return () -> {
      pad.run();
      transposed.run();
    };
  }
}
