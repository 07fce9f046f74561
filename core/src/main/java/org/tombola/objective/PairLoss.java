package org.tombola.objective;

/**
 * What an objective says of two batches of logits.
 *
 * @param values the loss of each example
 * @param clean the gradient of the summed loss by the clean logits, [batch, classes] row by row
 * @param adversarial the same by the adversarial logits
 */
public record PairLoss(double[] values, double[] clean, double[] adversarial) {

  /** The loss as one of the clean logits alone. */
  public Loss byClean() {
    return new Loss(values, clean);
  }

  /** The loss as one of the adversarial logits alone. */
  public Loss byAdversarial() {
    return new Loss(values, adversarial);
  }
}
