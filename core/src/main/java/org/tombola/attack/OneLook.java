package org.tombola.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Logits;
import org.tombola.objective.Loss;

/** What one network says; the gradient's pass is made when it is asked for. */
final class OneLook implements Oracle.Look {
  private final Pass pass;
  private final Loss loss;
  private final boolean[] right;

  OneLook(Network network, Targets points) {
    pass = network.forward(points.images(), Mode.EVAL);
    Logits logits = Logits.of(pass.logits());
    loss = new CrossEntropy().at(logits, points.labels());
    right = new boolean[points.count()];
    for (int i = 0; i < right.length; i++) {
      right[i] = logits.right(i, points.labels()[i]);
    }
  }

  @Override
  public double[] loss() {
    return loss.values();
  }

  @Override
  public boolean[] right() {
    return right;
  }

  @Override
  public INDArray gradient() {
    try (INDArray cotangent = loss.cotangent()) {
      return pass.inputGradient(cotangent);
    }
  }
}
