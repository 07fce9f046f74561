package org.tombola.network.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.Mode;

/** max(x, 0), in place where nothing else reads x. */
final class RectifierStep extends EngineStep {
  RectifierStep(String name, Value output, Value input) {
    super(name, output, input);
  }

  @Override
  boolean inPlace() {
    return true;
  }

  @Override
  Bound bind(Arrays arrays) {
    INDArray x = arrays.value(inputs[0]);
    INDArray y = arrays.value(output);
    INDArray dy = arrays.gradient(output);
    INDArray dx = arrays.gradient(inputs[0]);
    INDArray positive = arrays.scratch(y.length()).reshape(y.shape());
    OpExecutioner executioner = Nd4j.getExecutioner();
    RectifiedLinear rectify = new RectifiedLinear(x, y, 0.0);
    // relu_bp is three times slower than the sign of the output (0 or 1) times the gradient
    org.nd4j.linalg.api.ops.impl.transforms.same.Sign sign =
        new org.nd4j.linalg.api.ops.impl.transforms.same.Sign(y, positive);
    Runnable times = Calls.of("multiply", Calls.in(dy, positive), dx);
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        executioner.exec(rectify);
      }

      @Override
      public void backward(Mode mode, Want want) {
        executioner.exec(sign);
        times.run();
      }
    };
  }
}
