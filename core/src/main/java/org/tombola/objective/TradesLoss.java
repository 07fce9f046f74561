package org.tombola.objective;

import org.tombola.method.Card;
import org.tombola.tensor.Logits;

/**
 * Cross-entropy on the images as they are plus beta times the divergence {@link Kl} (Zhang et al.
 * 2019, arXiv 1901.08573, algorithm 1); both predictions of the divergence receive gradients.
 *
 * @param beta weight of the divergence; the paper's 1 / lambda
 */
@Card("cross-entropy on clean images and the divergence of adversarial ones (Zhang et al. 2019)")
public record TradesLoss(double beta) implements PairObjective {
  /** Beta 6. */
  public TradesLoss() {
    this(6);
  }

  /** Checks the weight. */
  public TradesLoss {
    PairObjective.requireBeta(beta);
  }

  @Override
  public PairLoss at(Logits clean, Logits adversarial, int[] labels) {
    Loss natural = new CrossEntropy().at(clean, labels);
    PairLoss divergence = new Kl().at(clean, adversarial, labels);
    Loss byClean = natural.plus(divergence.byClean().times(beta));
    Loss byAdversarial = divergence.byAdversarial().times(beta);
    return new PairLoss(byClean.values(), byClean.slopes(), byAdversarial.slopes());
  }
}
