package org.tombola.network.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;

/**
 * One value read by several steps: each reads a branch of its own, so that every value has one
 * reader; going back, the branches' gradients are summed.
 */
final class ForkStep extends EngineStep {
  final Value[] branches;

  ForkStep(String name, Value input, Value... branches) {
    super(name, branches[0], input);
    this.branches = branches;
  }

  @Override
  boolean inPlace() {
    return true;
  }

  @Override
  Bound bind(Arrays arrays) {
    INDArray sum = arrays.gradient(branches[0]);
    Runnable[] additions = new Runnable[branches.length - 1];
    for (int i = 1; i < branches.length; i++) {
      additions[i - 1] = Calls.of("add", Calls.in(sum, arrays.gradient(branches[i])), sum);
    }
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        // the branches are the input's own array
      }

      @Override
      public void backward(Mode mode, Want want) {
        for (Runnable addition : additions) {
          addition.run();
        }
      }
    };
  }
}
