package org.tombola.ticket;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Network;
import org.tombola.random.Key;

/** A family of ways to find the ticket: which weights of a network are kept. */
public sealed interface TicketMethod
    permits Dense, Random, MagnitudeAtInit, OneShotMagnitude, FlyingBird {

  /** The fraction of prunable weights asked to be zero, in [0, 1). */
  double sparsity();

  /**
   * The ticket a network is trained with, to the end and with all other settings those of the
   * trial, before this one is drawn from it; none unless a method says otherwise. That training is
   * a stage, shared by all trials that need it.
   */
  default Optional<TicketMethod> pretrained() {
    return Optional.empty();
  }

  /**
   * The mask training starts with.
   *
   * @param network with its initial weights
   * @param trained flat parameters after the training {@link #pretrained} asks for; the initial
   *     ones where it asks for none; only read
   * @param key of this ticket's draws
   */
  Mask draw(Network network, INDArray trained, Key key);

  /** The mask training starts with, where nothing is trained before. */
  default Mask draw(Network network, Key key) {
    return draw(network, network.parameters(), key);
  }

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
