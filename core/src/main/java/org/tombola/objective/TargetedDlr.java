package org.tombola.objective;

import org.tombola.tensor.Logits;

/**
 * Targeted difference of logits ratio: -(z_y - z_t) / (z_(1) - (z_(3) + z_(4)) / 2 + 1e-12) towards
 * a class t of each image (Croce and Hein 2020, arXiv 2003.01690, section 4.2). Wants at least 4
 * classes.
 */
public record TargetedDlr() {
  /**
   * The loss of each example and the gradient of their sum.
   *
   * @param logits of a batch
   * @param labels one an example
   * @param targets the class each is driven to
   */
  public Loss at(Logits logits, int[] labels, int[] targets) {
    Ratio ratio = new Ratio(logits, labels.length);
    for (int i = 0; i < labels.length; i++) {
      int[] ranked = logits.ranked(i);
      ratio.add(
          i,
          labels[i],
          targets[i],
          new int[] {ranked[0], ranked[2], ranked[3]},
          new double[] {1, -0.5, -0.5});
    }
    return ratio.loss();
  }
}
