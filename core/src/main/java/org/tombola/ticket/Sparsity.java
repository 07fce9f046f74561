package org.tombola.ticket;

import org.tombola.method.Refusal;

/** The fraction of a network that is to be dropped. */
final class Sparsity {
  private Sparsity() {}

  /** Refuses what is not in [0, 1): a network without weights answers nothing. */
  static void require(double sparsity) {
    require("sparsity", sparsity);
  }

  static void require(String name, double fraction) {
    Refusal.unless(fraction >= 0 && fraction < 1, name, "must be in [0, 1), not " + fraction);
  }
}
