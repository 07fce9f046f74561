package org.tombola.attack;

import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.Loss;
import org.tombola.tensor.Logits;

/** What one network says; the gradient's pass is made when it is asked for. */
final class NetworkResponse implements Oracle.Response {
  private final Pass pass;
  private final Logits logits;
  private final Loss loss;
  private final boolean[] right;

  NetworkResponse(Network network, Oracle.Points points, Goal goal) {
    pass = network.forward(points.images(), Mode.EVAL);
    logits = pass.logits();
    loss = goal.at(logits, points.labels(), points.aims());
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
  public Logits logits() {
    return logits;
  }

  @Override
  public float[] gradient() {
    return pass.inputGradient(loss.cotangent());
  }
}
