package org.tombola.trial;

import java.util.List;
import java.util.Optional;
import org.tombola.attack.Attack;
import org.tombola.attack.Twin;
import org.tombola.data.Augment;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.method.AtLeast;
import org.tombola.network.Architecture;
import org.tombola.ticket.Before;
import org.tombola.ticket.Dense;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Recipe;
import org.tombola.train.Schedule;
import org.tombola.train.Sgd;
import org.tombola.train.Teacher;
import org.tombola.train.Trainer;

/**
 * Everything a trained network depends on.
 *
 * @param data the data set
 * @param split which of its images train, choose and test
 * @param augment what is done to training images
 * @param network the architecture
 * @param ticket which weights are kept
 * @param recipe how examples and the loss are made
 * @param optimizer stochastic gradient descent and its settings
 * @param schedule of the learning rate
 * @param epochs passes over the training images
 * @param batch images a step
 * @param monitor what is measured after each epoch, and chooses the best one
 * @param seed of everything drawn
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

  /** A training of more is a slip of the pen. */
  private static final int MOST_EPOCHS = 100_000;

  /** How it trains. */
  public Trainer.Plan plan() {
    return new Trainer.Plan(recipe, optimizer, schedule, epochs, batch, augment);
  }

  /**
   * Checks the numbers and the recipe, as a trial asks for them: trainings before it and beside it
   * are held to less.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  void check() {
    AtLeast.number("epochs", 1, epochs, MOST_EPOCHS);
    AtLeast.one("batch", batch);
    recipe.check(plan());
  }

  /**
   * Checks the ticket, all else being right, and the recipes of the trainings it is drawn from.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  void checkTicket() {
    before(ticket, network, plan());
    ticket.check(
        new TicketMethod.Usage(
            network,
            plan(),
            // 0 is all there are
            ((long) split.train() + batch - 1) / batch * recipe.replays()));
  }

  private static void before(TicketMethod ticket, Architecture network, Trainer.Plan plan) {
    for (Before earlier : ticket.before(network, plan)) {
      if (!earlier.plan().equals(plan)) {
        earlier.plan().recipe().check(earlier.plan());
      }
      before(earlier.ticket(), earlier.network(), earlier.plan());
    }
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

  /** What it leaves to classify images with. */
  Classifier classifier() {
    return Classifier.of(this);
  }

  /** Whether it leaves a network of its own: a switch has only those of its members. */
  public boolean leavesNetwork() {
    return classifier().own();
  }

  /** Epochs it trains itself: a switch none. */
  public int ownEpochs() {
    return classifier().epochs();
  }

  /** Rows a checkpoint and split of an attack has in the table of transfers. */
  public int transfers(Attack attack) {
    return classifier().transfers(attack);
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
