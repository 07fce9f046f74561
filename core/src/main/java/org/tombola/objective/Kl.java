package org.tombola.objective;

import org.tombola.method.Card;
import org.tombola.tensor.Logits;

/**
 * Kullback-Leibler divergence of the adversarial from the clean prediction, sum p (log p - log q)
 * with p clean and q adversarial; slopes p (log p - log q - KL) and q - p. Labels are of no matter.
 */
@Card("KL divergence between the predictions of an image and of its adversarial example")
public record Kl() implements PairObjective {
  @Override
  public PairLoss at(Logits clean, Logits adversarial, int[] labels) {
    double[] p = Softmax.log(clean, 1);
    double[] q = Softmax.log(adversarial, 1);
    int classes = clean.classes();
    double[] values = new double[clean.batch()];
    double[] byClean = new double[p.length];
    double[] byAdversarial = new double[p.length];
    for (int i = 0; i < values.length; i++) {
      int end = (i + 1) * classes;
      for (int j = i * classes; j < end; j++) {
        values[i] += StrictMath.exp(p[j]) * (p[j] - q[j]);
      }
      for (int j = i * classes; j < end; j++) {
        byClean[j] = StrictMath.exp(p[j]) * (p[j] - q[j] - values[i]);
        byAdversarial[j] = StrictMath.exp(q[j]) - StrictMath.exp(p[j]);
      }
    }
    return new PairLoss(values, byClean, byAdversarial);
  }
}
