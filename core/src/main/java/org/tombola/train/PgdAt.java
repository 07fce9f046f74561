package org.tombola.train;

import org.tombola.attack.Epsilon;
import org.tombola.attack.Norm;
import org.tombola.method.Card;
import org.tombola.network.Mode;

/**
 * Adversarial training: cross-entropy on PGD examples only (Madry et al. 2018, arXiv 1706.06083).
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations an example
 * @param crafting mode of batch normalisation while examples are made; the released code of
 *     Sparsity Winning Twice and Rice et al. 2020 craft in training mode
 */
@Card("adversarial training on PGD examples (Madry et al. 2018)")
public record PgdAt(Norm norm, Epsilon epsilon, Epsilon step, int steps, Mode crafting)
    implements Recipe {
  /** PGD-10, l-infinity 8/255, step 2/255, crafted in training mode. */
  public PgdAt() {
    this(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 10, Mode.TRAIN);
  }
}
