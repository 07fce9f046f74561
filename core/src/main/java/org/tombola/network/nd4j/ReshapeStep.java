package org.tombola.network.nd4j;

import org.tombola.network.Mode;

/** A map read as a row, or a row as a map: the same numbers in the same places. */
final class ReshapeStep extends EngineStep {
  ReshapeStep(String name, Value output, Value input) {
    super(name, output, input);
  }

  @Override
  boolean inPlace() {
    return true;
  }

  @Override
  Bound bind(Arrays arrays) {
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        // nothing moves
      }

      @Override
      public void backward(Mode mode, Want want) {
        // nothing moves
      }
    };
  }
}
