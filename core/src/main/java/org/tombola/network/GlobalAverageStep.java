package org.tombola.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.factory.Nd4j;

/** Mean of each map: [batch, channels, height, width] to [batch, channels]. */
final class GlobalAverageStep extends Step {
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
    INDArray dy = arrays.gradient(output).reshape(rows);
    INDArray dx = arrays.gradient(in).reshape(rows, places);
    OpExecutioner executioner = Nd4j.getExecutioner();
    Sum sum = new Sum(x, y, false, 1);
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        executioner.exec(sum);
        y.divi(places);
      }

      @Override
      public void backward(Mode mode, Want want) {
        dy.divi(places);
        dx.assign(0);
        dx.addiColumnVector(dy);
      }
    };
  }
}
