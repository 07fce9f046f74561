package org.tombola.attack;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.random.Key;

/**
 * One signed gradient step of full length, no random start (Goodfellow et al. 2015, arXiv
 * 1412.6572, section 4).
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 */
@Card("one gradient step of full length, no random start (Goodfellow et al. 2015)")
public record Fgsm(Norm norm, Epsilon epsilon) implements Attack {
  /** l-infinity, 8/255. */
  public Fgsm() {
    this(Norm.LINF, Epsilon.parse("8/255"));
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
