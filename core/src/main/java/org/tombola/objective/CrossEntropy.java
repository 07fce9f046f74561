package org.tombola.objective;

import org.tombola.method.Card;
import org.tombola.tensor.Logits;

/** Softmax cross-entropy: log sum exp(z) - z_y; slope softmax(z) - onehot(y). */
@Card("softmax cross-entropy")
public record CrossEntropy() implements Objective {
  @Override
  public Loss at(Logits logits, int[] labels) {
    int classes = logits.classes();
    double[] values = new double[labels.length];
    double[] slopes = new double[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = logits.at(i, c) > logits.at(i, best) ? c : best;
      }
      double largest = logits.at(i, best);
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        double e = StrictMath.exp(logits.at(i, c) - largest);
        slopes[i * classes + c] = e;
        sum += c == best ? 0 : e;
      }
      values[i] = largest - logits.at(i, labels[i]) + StrictMath.log1p(sum);
      double others = 0;
      for (int c = 0; c < classes; c++) {
        slopes[i * classes + c] /= 1 + sum;
        others += c == labels[i] ? 0 : slopes[i * classes + c];
      }
      // not softmax - 1: that is 0 where the network is sure, and attacks would lose their way
      slopes[i * classes + labels[i]] = -others;
    }
    return new Loss(values, slopes);
  }
}
