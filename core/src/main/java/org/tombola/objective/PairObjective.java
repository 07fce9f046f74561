package org.tombola.objective;

import org.tombola.method.Refusal;
import org.tombola.tensor.Logits;

/**
 * A family of losses on the logits of two forms of the same images: a value per example, and a
 * cotangent on either.
 */
public sealed interface PairObjective permits Kl, TradesLoss, MartLoss {

  /**
   * The loss of each example and the gradients of their sum by both.
   *
   * @param clean logits of the images as they are
   * @param adversarial logits of their adversarial examples
   * @param labels one an example
   */
  PairLoss at(Logits clean, Logits adversarial, int[] labels);

  /** Refuses a weight of the divergence that is below 0 or not finite. */
  static void requireBeta(double beta) {
    Refusal.unless(Double.isFinite(beta) && beta >= 0, "beta", "must be at least 0, not " + beta);
  }
}
