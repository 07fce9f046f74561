package org.tombola.ticket;

/** How the share of weights that move falls while the mask still moves. */
public enum Annealing {
  /** Not at all. */
  CONSTANT,
  /** By half a cosine down to 0 (Evci et al. 2020, arXiv 1911.11134, section 3). */
  COSINE;

  /**
   * The factor of the share.
   *
   * @param progress 0 at the first step, 1 at the last after which the mask moves
   */
  double factor(double progress) {
    return this == CONSTANT ? 1 : 0.5 * (1 + StrictMath.cos(Math.PI * progress));
  }
}
