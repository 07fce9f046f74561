package org.tombola.network.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;

/** Mean of each map: [batch, channels, height, width] to [batch, channels]. */
final class GlobalAverageStep extends EngineStep {
  GlobalAverageStep(String name, Value output, Value input) {
    super(name, output, input);
  }

  @Override
  Bound bind(Arrays arrays) {
    Value in = inputs[0];
    int places = in.height * in.width;
    long rows = (long) arrays.batch() * in.channels;
    INDArray x = arrays.value(in).reshape(rows, places);
    INDArray y = arrays.value(output).reshape(rows);
    INDArray dy = arrays.gradient(output).reshape(rows, 1);
    INDArray dx = arrays.gradient(in).reshape(rows, places);
    Runnable sum = Calls.of("reduce_sum", new long[] {1}, Calls.in(x), y);
    Runnable spread = Calls.of("add", Calls.in(dx, dy), dx);
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        sum.run();
        y.divi(places);
      }

      @Override
      public void backward(Mode mode, Want want) {
        dy.divi(places);
        dx.assign(0);
        spread.run();
      }
    };
  }
}
