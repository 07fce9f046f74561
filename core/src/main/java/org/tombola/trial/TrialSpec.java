package org.tombola.trial;

import java.util.List;
import org.tombola.attack.Attack;
import org.tombola.data.Augment;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.method.AtLeast;
import org.tombola.method.Names;
import org.tombola.method.Neutral;
import org.tombola.method.Refusal;
import org.tombola.network.Architecture;
import org.tombola.ticket.Before;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Recipe;
import org.tombola.train.Schedule;
import org.tombola.train.Sgd;
import org.tombola.train.Trainer;

/**
 * Everything a trial's result depends on.
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
 * @param evaluate attacks on the best and the final network; the first is the one gaps are told by
 * @param seed of everything drawn
 * @param kernels where the tangent kernel is laid beside the dense twin's
 * @param predictions whether what became of each image is kept as a table too
 */
public record TrialSpec(
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
    List<Attack> evaluate,
    long seed,
    @Neutral("{}") Kernels kernels,
    @Neutral("false") boolean predictions) {

  /** A training of more is a slip of the pen. */
  private static final int MOST_EPOCHS = 100_000;

  /** Without tangent kernels. */
  public TrialSpec(
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
      List<Attack> evaluate,
      long seed) {
    this(
        data,
        split,
        augment,
        network,
        ticket,
        recipe,
        optimizer,
        schedule,
        epochs,
        batch,
        monitor,
        evaluate,
        seed,
        new Kernels(),
        false);
  }

  /** Checks the numbers. */
  public TrialSpec {
    AtLeast.number("epochs", 1, epochs, MOST_EPOCHS);
    AtLeast.one("batch", batch);
    Refusal.unless(!evaluate.isEmpty(), "evaluate", "needs at least one attack");
    evaluate = List.copyOf(evaluate);
    Trainer.Plan plan = new Trainer.Plan(recipe, optimizer, schedule, epochs, batch, augment);
    recipe.check(plan);
    kernels.check(epochs, ticket);
    check("monitor.attack", monitor.attack(), data);
    for (int i = 0; i < evaluate.size(); i++) {
      Attack attack = evaluate.get(i);
      check("evaluate[" + i + "]", attack, data);
      if (!attack.twins().isEmpty() && !ticket.members().isEmpty()) {
        throw new Refusal(
            "evaluate",
            "has transfer, which crafts on one other network, and %s switches between several"
                .formatted(Names.kebab(ticket.getClass().getSimpleName())));
      }
    }
    before(ticket, network, plan);
    ticket.check(
        new TicketMethod.Setting(
            network,
            plan,
            // 0 is all there are
            ((long) split.train() + batch - 1) / batch * recipe.replays()));
  }

  private static void check(String place, Attack attack, Source data) {
    try {
      attack.check(data.classes());
    } catch (IllegalArgumentException e) {
      throw new Refusal(place, "cannot be: " + e.getMessage());
    }
  }

  /**
   * The same training under other attacks, and nothing else measured of it.
   *
   * @throws IllegalArgumentException if these attacks cannot be on it
   */
  public TrialSpec attackedBy(List<Attack> attacks) {
    return new TrialSpec(
        data,
        split,
        augment,
        network,
        ticket,
        recipe,
        optimizer,
        schedule,
        epochs,
        batch,
        monitor,
        attacks,
        seed,
        new Kernels(),
        predictions);
  }

  /** Recipes of trainings that come first are held to what they ask as well. */
  private static void before(TicketMethod ticket, Architecture network, Trainer.Plan plan) {
    for (Before earlier : ticket.before(network, plan)) {
      if (!earlier.plan().equals(plan)) {
        earlier.plan().recipe().check(earlier.plan());
      }
      before(earlier.ticket(), earlier.network(), earlier.plan());
    }
  }
}
