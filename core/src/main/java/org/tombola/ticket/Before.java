package org.tombola.ticket;

import org.tombola.network.Architecture;
import org.tombola.train.Trainer;

/**
 * A training that is finished before a ticket can be drawn: on the same images, from the same seed,
 * measured the same way. It is a stage, shared by all trials that need it.
 *
 * @param network trained
 * @param ticket it is trained with
 * @param plan how
 * @param until epochs after which its state is wanted, from 1 to all of the plan's
 */
public record Before(Architecture network, TicketMethod ticket, Trainer.Plan plan, int until) {
  /** Trained to the end. */
  public Before(Architecture network, TicketMethod ticket, Trainer.Plan plan) {
    this(network, ticket, plan, plan.epochs());
  }
}
