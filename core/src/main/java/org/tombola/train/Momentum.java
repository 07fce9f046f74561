package org.tombola.train;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

/** The optimiser's state: one velocity a parameter, and the steps it takes. */
final class Momentum implements AutoCloseable {
  private final Sgd sgd;
  private final double shrinkage;
  private final List<Slice> scales;
  private final INDArray velocity;
  private final INDArray decay;
  private final INDArray move;

  Momentum(Sgd sgd, ParameterLayout layout) {
    this(sgd, layout, 0);
  }

  /**
   * Begins at rest.
   *
   * @param shrinkage l1 penalty on each of batch normalisation's scales
   */
  Momentum(Sgd sgd, ParameterLayout layout, double shrinkage) {
    this.sgd = sgd;
    this.shrinkage = shrinkage;
    this.scales =
        layout.slices().stream()
            .filter(slice -> shrinkage != 0 && slice.kind() == Kind.GAMMA && slice.trained())
            .toList();
    float[] decays = new float[layout.length()];
    for (Slice slice : layout.slices()) {
      // running statistics and the input normalisation are not trained, so they do not decay
      if (slice.trained()) {
        Arrays.fill(
            decays, slice.offset(), slice.offset() + slice.length(), (float) sgd.weightDecay());
      }
    }
    decay = Nd4j.createFromArray(decays);
    velocity = decay.like();
    move = decay.like();
  }

  /**
   * One step: v = m v + g/n + d w, and s sign(w) more for scales; w = w - r v.
   *
   * @param gradient summed over n examples; unchanged
   * @param rate the learning rate of this step
   */
  void step(INDArray parameters, INDArray gradient, int examples, double rate) {
    velocity.muli(sgd.momentum());
    gradient.mul(1.0 / examples, move);
    velocity.addi(move);
    parameters.mul(decay, move);
    velocity.addi(move);
    for (Slice scale : scales) {
      var range = NDArrayIndex.interval(scale.offset(), scale.offset() + scale.length());
      try (INDArray sign = Transforms.sign(parameters.get(range))) {
        velocity.get(range).addi(sign.muli(shrinkage));
      }
    }
    velocity.mul(rate, move);
    parameters.subi(move);
  }

  INDArray velocity() {
    return velocity;
  }

  @Override
  public void close() {
    velocity.close();
    decay.close();
    move.close();
  }
}
