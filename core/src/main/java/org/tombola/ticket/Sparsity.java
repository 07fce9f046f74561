package org.tombola.ticket;

/** The fraction of prunable weights that is to be zero. */
final class Sparsity {
  private Sparsity() {}

  /** Refuses what is not in [0, 1): a network without weights answers nothing. */
  static void require(double sparsity) {
    if (!(sparsity >= 0 && sparsity < 1)) {
      throw new IllegalArgumentException("sparsity is in [0, 1), not " + sparsity);
    }
  }
}
