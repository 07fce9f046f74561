package org.tombola.objective;

import org.tombola.method.Card;
import org.tombola.tensor.Logits;

/**
 * Difference of logits ratio: -(z_y - max z_k) / (z_(1) - z_(3) + 1e-12) over k other than y, with
 * z_(i) the i-th largest logit: unmoved by shifting and scaling of the logits (Croce and Hein 2020,
 * arXiv 2003.01690, section 4.1). The denominator has slopes too. Wants at least 3 classes.
 */
@Card("difference of logits ratio (Croce and Hein 2020)")
public record Dlr() implements Objective {
  @Override
  public Loss at(Logits logits, int[] labels) {
    Ratio ratio = new Ratio(logits, labels.length);
    for (int i = 0; i < labels.length; i++) {
      int[] ranked = logits.ranked(i);
      ratio.add(
          i,
          labels[i],
          logits.strongestBut(i, labels[i]),
          new int[] {ranked[0], ranked[2]},
          new double[] {1, -1});
    }
    return ratio.loss();
  }
}
