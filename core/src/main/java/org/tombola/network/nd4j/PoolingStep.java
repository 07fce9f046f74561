package org.tombola.network.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;

/** Largest or mean of each window of a map. */
final class PoolingStep extends EngineStep {
  private final String operation;
  private final long[] window;

  /**
   * @param operation "maxpool2d" or "avgpool2d"
   * @param window kernel, stride, padding, each height then width
   */
  PoolingStep(String name, Value output, Value input, String operation, int[] window) {
    super(name, output, input);
    this.operation = operation;
    // kernel, stride, padding, dilation, not "same", mean over the whole window as DL4J has it,
    // NCHW
    this.window =
        new long[] {
          window[0], window[1], window[2], window[3], window[4], window[5], 1, 1, 0, 0, 0
        };
  }

  @Override
  Bound bind(Arrays arrays) {
    INDArray x = arrays.value(inputs[0]);
    Runnable forward = Calls.of(operation, window, Calls.in(x), arrays.value(output));
    Runnable backward =
        Calls.of(
            operation + "_bp",
            window,
            Calls.in(x, arrays.gradient(output)),
            arrays.gradient(inputs[0]));
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        forward.run();
      }

      @Override
      public void backward(Mode mode, Want want) {
        backward.run();
      }
    };
  }
}
