package org.tombola.trial;

import org.tombola.data.Augment;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Architecture;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Recipe;
import org.tombola.train.Schedule;
import org.tombola.train.Sgd;

/**
 * Everything a trained network depends on: a trial without its evaluations. Components are those of
 * {@link TrialSpec}.
 */
public record Training(
    Source data,
    Split split,
    Augment augment,
    Architecture network,
    TicketMethod ticket,
    Recipe recipe,
    Sgd optimizer,
    Schedule schedule,
    int epochs,
    int batch,
    Monitor monitor,
    long seed) {

  /** The training of a trial. */
  public static Training of(TrialSpec spec) {
    return new Training(
        spec.data(),
        spec.split(),
        spec.augment(),
        spec.network(),
        spec.ticket(),
        spec.recipe(),
        spec.optimizer(),
        spec.schedule(),
        spec.epochs(),
        spec.batch(),
        spec.monitor(),
        spec.seed());
  }

  /** The same training of another ticket. */
  public Training of(TicketMethod other) {
    return new Training(
        data, split, augment, network, other, recipe, optimizer, schedule, epochs, batch, monitor,
        seed);
  }
}
