package org.tombola.network.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;

/** Element-wise sum of two values. */
final class AddStep extends EngineStep {
  AddStep(String name, Value output, Value left, Value right) {
    super(name, output, left, right);
  }

  @Override
  boolean gradientInPlace() {
    return true;
  }

  @Override
  Bound bind(Arrays arrays) {
    Runnable sum =
        Calls.of(
            "add",
            Calls.in(arrays.value(inputs[0]), arrays.value(inputs[1])),
            arrays.value(output));
    INDArray dy = arrays.gradient(output);
    List<INDArray> copies = new ArrayList<>();
    for (Value input : inputs) {
      if (input.gradientSlot != output.gradientSlot) {
        copies.add(arrays.gradient(input));
      }
    }
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        sum.run();
      }

      @Override
      public void backward(Mode mode, Want want) {
        for (INDArray copy : copies) {
          copy.assign(dy);
        }
      }
    };
  }
}
