package org.tombola.objective;

import org.tombola.method.Card;
import org.tombola.tensor.Logits;

/**
 * {@link BoostedCrossEntropy} on adversarial examples plus beta times the divergence {@link Kl},
 * weighted by how unsure the network is of the image itself, 1.0000001 - p_y (Wang et al. 2020,
 * MART, with the constant of its released code); the weight receives gradients too.
 *
 * @param beta weight of the divergence; the paper's lambda
 */
@Card("boosted cross-entropy and a divergence weighted by misclassification (MART)")
public record MartLoss(double beta) implements PairObjective {
  private static final double ABOVE_ONE = 1.0000001;

  /** Beta 5. */
  public MartLoss() {
    this(5);
  }

  /** Checks the weight. */
  public MartLoss {
    PairObjective.requireBeta(beta);
  }

  @Override
  public PairLoss at(Logits clean, Logits adversarial, int[] labels) {
    Loss boosted = new BoostedCrossEntropy().at(adversarial, labels);
    PairLoss divergence = new Kl().at(clean, adversarial, labels);
    double[] logs = Softmax.log(clean, 1);
    double[] values = boosted.values().clone();
    double[] byClean = new double[logs.length];
    double[] byAdversarial = boosted.slopes().clone();
    int classes = clean.classes();
    for (int i = 0; i < values.length; i++) {
      double right = StrictMath.exp(logs[i * classes + labels[i]]);
      double weight = ABOVE_ONE - right;
      double kl = divergence.values()[i];
      values[i] += beta * weight * kl;
      for (int c = 0; c < classes; c++) {
        int j = i * classes + c;
        double surer = right * ((c == labels[i] ? 1 : 0) - StrictMath.exp(logs[j]));
        byClean[j] = beta * (weight * divergence.clean()[j] - kl * surer);
        byAdversarial[j] += beta * weight * divergence.adversarial()[j];
      }
    }
    return new PairLoss(values, byClean, byAdversarial);
  }
}
