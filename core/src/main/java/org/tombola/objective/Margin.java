package org.tombola.objective;

import org.tombola.method.Card;
import org.tombola.tensor.Logits;

/**
 * How far the strongest wrong class is ahead: max z_k over k other than y, minus z_y; above 0 where
 * the prediction is wrong. The loss of Carlini and Wagner 2017 (arXiv 1608.04644, section V-A, f6)
 * without its cut-off.
 */
@Card("strongest wrong logit minus that of the label (Carlini and Wagner 2017)")
public record Margin() implements Objective {
  @Override
  public Loss at(Logits logits, int[] labels) {
    int classes = logits.classes();
    double[] values = new double[labels.length];
    double[] slopes = new double[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      int wrong = logits.strongestBut(i, labels[i]);
      values[i] = logits.at(i, wrong) - logits.at(i, labels[i]);
      slopes[i * classes + wrong] = 1;
      slopes[i * classes + labels[i]] = -1;
    }
    return new Loss(values, slopes);
  }
}
