package org.tombola.ticket;

import org.tombola.network.Network;
import org.tombola.random.Key;

/** A family of ways to find the ticket: which weights of a network are kept. */
public sealed interface TicketMethod permits Dense, Random, MagnitudeAtInit, FlyingBird {

  /** The fraction of prunable weights asked to be zero, in [0, 1). */
  double sparsity();

  /**
   * The mask training starts with.
   *
   * @param network with its initial weights
   * @param key of this ticket's draws
   */
  Mask draw(Network network, Key key);

  /**
   * Checks that a training is long enough for this method to be what it says.
   *
   * @param epochs of the training
   * @param stepsAnEpoch optimiser steps each takes
   * @throws IllegalArgumentException if it is not
   */
  default void check(int epochs, long stepsAnEpoch) {}

  /** How the mask moves while training: never, unless a method says otherwise. */
  default MaskDynamics dynamics() {
    return MaskDynamics.STATIC;
  }
}
