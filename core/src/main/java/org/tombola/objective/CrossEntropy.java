package org.tombola.objective;

import org.tombola.method.Card;

/** Softmax cross-entropy: log sum exp(z) - z_y; slope softmax(z) - onehot(y). */
@Card("softmax cross-entropy")
public record CrossEntropy() implements Objective {
  @Override
  public Loss at(Logits logits, int[] labels) {
    int classes = logits.classes();
    double[] values = new double[labels.length];
    double[] slopes = new double[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        largest = Math.max(largest, logits.at(i, c));
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        double e = Math.exp(logits.at(i, c) - largest);
        slopes[i * classes + c] = e;
        sum += e;
      }
      for (int c = 0; c < classes; c++) {
        slopes[i * classes + c] /= sum;
      }
      slopes[i * classes + labels[i]] -= 1;
      values[i] = largest + Math.log(sum) - logits.at(i, labels[i]);
    }
    return new Loss(values, slopes);
  }
}
