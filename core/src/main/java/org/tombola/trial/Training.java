package org.tombola.trial;

import java.util.List;
import java.util.Optional;
import org.tombola.attack.Twin;
import org.tombola.data.Augment;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Architecture;
import org.tombola.ticket.Dense;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Recipe;
import org.tombola.train.Schedule;
import org.tombola.train.Sgd;
import org.tombola.train.Teacher;
import org.tombola.train.Trainer;

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

  /** How it trains. */
  public Trainer.Plan plan() {
    return new Trainer.Plan(recipe, optimizer, schedule, epochs, batch, augment);
  }

  /** Another network, ticket and plan, all else the same. */
  Training of(Architecture otherNetwork, TicketMethod otherTicket, Trainer.Plan other) {
    return new Training(
        data,
        split,
        other.augment(),
        otherNetwork,
        otherTicket,
        other.recipe(),
        other.optimizer(),
        other.schedule(),
        other.epochs(),
        other.batch(),
        monitor,
        seed);
  }

  /** The training of a network beside this one. */
  Training twin(Twin twin) {
    return switch (twin) {
      case DENSE -> of(network, new Dense(), plan());
      case NEXT_SEED ->
          new Training(
              data, split, augment, network, ticket, recipe, optimizer, schedule, epochs, batch,
              monitor, seed + 1);
    };
  }

  /** How what it leaves is used. */
  Use use() {
    return Use.of(this);
  }

  /** The trainings its ticket is drawn from, as far as each is wanted. */
  List<Stage.Train> before() {
    return ticket.before(network, plan()).stream()
        .map(
            before ->
                new Stage.Train(
                    of(before.network(), before.ticket(), before.plan()), before.until()))
        .toList();
  }

  /** The trainings of the networks its recipe learns from. */
  List<Stage.Train> teachers() {
    return recipe.teachers().stream().map(this::teacher).toList();
  }

  private Stage.Train teacher(Teacher teacher) {
    Trainer.Plan plan =
        new Trainer.Plan(teacher.recipe(), optimizer, schedule, epochs, batch, augment);
    return new Stage.Train(of(network, new Dense(), plan));
  }

  /** The search for its ticket; empty where drawing it makes no network passes. */
  Optional<Stage.Draw> search() {
    // a search may need two images, to compare
    return ticket.search(2).total() == 0
        ? Optional.empty()
        : Optional.of(new Stage.Draw(data, split, network, ticket, seed));
  }
}
