package org.tombola.ticket;

import java.util.List;
import org.tombola.network.Architecture;
import org.tombola.network.Channels;
import org.tombola.network.Passes;
import org.tombola.train.Motion;
import org.tombola.train.Trainer;
import org.tombola.train.Watch;

/** A family of ways to find the ticket: which weights of a network are kept, and their values. */
public sealed interface TicketMethod
    permits Dense,
        RandomTicket,
        MagnitudeAtInit,
        OneShotMagnitude,
        Imp,
        BoostingTicket,
        Emergence,
        RobustBird,
        FlyingBird,
        FlyingBirdPlus,
        SparseEvolutionary,
        Rigl,
        FilterPruning,
        NetworkSlimming,
        EarlyBird,
        EarlyBirdSearch,
        AdversarialPruning,
        InverseWeightsInheritance,
        EdgePopup,
        RobustScratchTicket,
        FineTunedScratchTicket,
        RandomRstSwitch,
        Snip,
        Grasp,
        SynFlow,
        NeuralTangentTransfer,
        AdversarialWinningTicket {

  /**
   * The fraction of prunable weights asked to be zero, in [0, 1); of channels where a ticket drops
   * whole ones, which is another fraction of the weights.
   */
  double sparsity();

  /**
   * What it drops as one, and {@link #sparsity} counts: weights, unless a method says otherwise.
   */
  default Structure structure() {
    return Structure.WEIGHTS;
  }

  /**
   * The trainings that come first; none unless a method says otherwise.
   *
   * @param network the ticket is for
   * @param plan of the training the ticket is for
   */
  default List<Before> before(Architecture network, Trainer.Plan plan) {
    return List.of();
  }

  /**
   * The network passes drawing takes at most. A method that makes any is drawn in a stage of its
   * own, shared by all trials that draw it from the same network, images and seed, however they
   * train; it has no trainings before it.
   *
   * @param images training images there are
   */
  default Passes search(int images) {
    return Passes.NONE;
  }

  /**
   * The tickets a switch draws from, each time it is used; none unless a method is a switch. A
   * switch is not drawn and not trained: {@link #before} names the trainings of its members, in
   * their order.
   */
  default List<TicketMethod> members() {
    return List.of();
  }

  /**
   * The same, where it depends on the number of classes.
   *
   * @param images training images there are
   * @param classes of the data
   */
  default Passes search(int images, int classes) {
    return search(images);
  }

  /** The ticket training starts with. */
  Ticket draw(Drawing drawing);

  /**
   * Epochs of the plan that training takes for done: it starts with the next, as to images, noise
   * and learning rate. None unless a method says otherwise.
   */
  default int startsAfter() {
    return 0;
  }

  /** What training moves: the kept weights, under a mask that stays, unless a method says so. */
  default Motion motion() {
    return Motion.WEIGHTS;
  }

  /** What may end the training before its last epoch: nothing, unless a method says otherwise. */
  default Watch watch() {
    return Watch.NOTHING;
  }

  /**
   * Checks that this method does what it says in a training.
   *
   * @throws IllegalArgumentException if it does not, or cannot
   */
  default void check(Usage usage) {}

  /**
   * Checks that this method can be drawn for a network.
   *
   * @param channels of the network
   * @throws IllegalArgumentException if it cannot
   */
  default void check(Channels channels) {}

  /**
   * What a ticket is to be used in.
   *
   * @param network the ticket is for
   * @param plan of the training
   * @param stepsAnEpoch optimiser steps each takes; 0 where only the data's files tell
   */
  record Usage(Architecture network, Trainer.Plan plan, long stepsAnEpoch) {}
}
