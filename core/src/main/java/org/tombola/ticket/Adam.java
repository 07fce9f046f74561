package org.tombola.ticket;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.tombola.mask.Mask;

/** Adam at its usual settings (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1). */
final class Adam implements AutoCloseable {
  private static final double FIRST = 0.9;
  private static final double SECOND = 0.999;
  private static final double EPSILON = 1e-8;

  private final double rate;
  private final INDArray mean;
  private final INDArray square;
  private int steps;

  Adam(double rate, INDArray like) {
    this.rate = rate;
    this.mean = Nd4j.zeros(like.dataType(), like.shape());
    this.square = Nd4j.zeros(like.dataType(), like.shape());
  }

  /** Moves parameters against a gradient. */
  void step(INDArray parameters, INDArray gradient) {
    steps++;
    try (INDArray squared = gradient.mul(gradient);
        INDArray part = gradient.mul(1 - FIRST)) {
      mean.muli(FIRST).addi(part);
      square.muli(SECOND).addi(squared.muli(1 - SECOND));
    }
    double bias = Math.sqrt(1 - Math.pow(SECOND, steps));
    try (INDArray root = Transforms.sqrt(square, true);
        INDArray move = mean.mul(-rate * bias / (1 - Math.pow(FIRST, steps)))) {
      // algorithm 1 with its epsilon where the corrected root is, as its end of section 2 has it
      parameters.addi(move.divi(root.addi(EPSILON * bias)));
    }
  }

  /** What is masked stops moving at once, not when its momentum has faded. */
  void forget(Mask mask) {
    mask.apply(mean);
    mask.apply(square);
  }

  @Override
  public void close() {
    mean.close();
    square.close();
  }
}
