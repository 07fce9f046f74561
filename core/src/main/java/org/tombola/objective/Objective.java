package org.tombola.objective;

import org.tombola.tensor.Logits;

/** A family of losses: functions of logits with a value per example and a cotangent. */
public sealed interface Objective permits CrossEntropy, BoostedCrossEntropy, Margin, Dlr {

  /**
   * The loss of each example and the gradient of their sum.
   *
   * @param logits of a batch
   * @param labels one an example
   */
  Loss at(Logits logits, int[] labels);
}
