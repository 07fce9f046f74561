package org.tombola.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.random.Key;

/**
 * Projected gradient descent on cross-entropy (Madry et al. 2018, arXiv 1706.06083, section 2).
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations
 * @param restarts independent random starts
 */
@Card("projected gradient descent on cross-entropy, random start (Madry et al. 2018)")
public record Pgd(Norm norm, Epsilon epsilon, Epsilon step, int steps, int restarts)
    implements Attack {
  /** PGD-20, 8/255, step 2/255: the evaluation of Sparsity Winning Twice. */
  public Pgd() {
    this(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 20, 1);
  }

  @Override
  public ThreatModel threat() {
    return new ThreatModel(norm, epsilon);
  }

  @Override
  public INDArray perturb(
      Network network, INDArray images, int[] labels, int[] ids, Mode mode, Key key) {
    throw new UnsupportedOperationException();
  }
}
