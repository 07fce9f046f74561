package org.tombola.sweeps;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;

/**
 * Which work of a sweep is ready next. It runs nothing itself: whoever has a free slot asks for an
 * item, runs it and says how it went, from any thread.
 *
 * <p>Equal stages of different trials are one. A stage is ready once the results it reads are
 * there. A trial can be written once all its stages have results, for its record reads them all; a
 * failed stage takes those down that need it, and nothing else.
 */
public final class Agenda {
  /** Something to do. */
  public sealed interface Item {}

  /**
   * A stage to run.
   *
   * @param stage what
   * @param fingerprint of its result
   * @param cost network passes it takes at most
   * @param trials ids of those that wait for it
   */
  public record Run(Stage stage, String fingerprint, double cost, List<String> trials)
      implements Item {}

  /**
   * A trial all of whose stages are done: its rows are to be written.
   *
   * @param trial whose
   * @param until epochs trained; fewer than it asks for where it was stopped, or diverged, before
   */
  public record Commit(PlannedTrial trial, int until) implements Item {}

  /**
   * A trial that cannot be finished: that is to be written down.
   *
   * @param trial which
   * @param failure of the stage it needs
   */
  public record GiveUp(PlannedTrial trial, Outcome.Failed failure) implements Item {}

  /**
   * How a finished training stands.
   *
   * @param diverged whether its loss stopped being a number
   * @param robust highest robust accuracy on validation images after any of its epochs, 0 to 1
   */
  public record Standing(boolean diverged, double robust) {}

  /**
   * How far the sweep is.
   *
   * @param stages to be run, as far as is decided: early stopping adds those of trials that go on
   * @param stagesDone of these, finished, failed or given up
   * @param running items handed out
   * @param trials of the sweep
   * @param trialsDone of these, written
   * @param cost network passes of the stages
   * @param costLeft of these, not done
   */
  public record Counts(
      int stages,
      int stagesDone,
      int running,
      int trials,
      int trialsDone,
      double cost,
      double costLeft) {}

  private final Graph graph;
  private final Deque<Item> closing = new ArrayDeque<>();
  private final int trials;
  private int running;
  private int written;

  /**
   * What is left of a sweep.
   *
   * @param trials of the sweep, in its order
   * @param recorded ids of trials that need nothing any more; early stopping still compares them
   * @param halving early stopping; null for none
   * @param finished whether the stage of a fingerprint has a result
   * @param standing of a finished training, from its own result or that of a longer one of the same
   *     network; asked only where trainings are compared
   */
  public Agenda(
      List<PlannedTrial> trials,
      Set<String> recorded,
      @Nullable Halving halving,
      Predicate<String> finished,
      Function<Stage.Train, Standing> standing) {
    this.trials = trials.size();
    this.graph = new Graph(finished, new Rungs());
    for (PlannedTrial trial : trials) {
      if (recorded.contains(trial.id())) {
        written++;
      } else {
        pursue(new Goal(new Entry(trial), trial.spec().epochs(), false));
      }
    }
    graph.release();
  }

  /** The most urgent item that is ready, running from now on; empty where none is ready now. */
  public synchronized Optional<Item> next() {
    Item item = closing.poll();
    if (item == null) {
      Node node = graph.take();
      if (node == null) {
        return Optional.empty();
      }
      List<String> ids = node.goals.stream().map(goal -> goal.entry.trial.id()).toList();
      item = new Run(node.stage, node.fingerprint, node.cost, ids);
    }
    running++;
    return Optional.of(item);
  }

  /**
   * An item is done.
   *
   * @param standing of a training; looked up where it is left out and needed
   */
  public synchronized void done(Item item, Optional<Standing> standing) {
    if (item instanceof Run run) {
      Node node = graph.done(run.fingerprint());
      for (Goal goal : node.goals) {
        goal.missing--;
        reachedIfComplete(goal);
      }
      node.goals.clear();
      node.dependants.clear();
      graph.release();
    } else {
      written++;
    }
    running--;
  }

  /** A stage failed for good: all trials that need it are given up, the rest goes on. */
  public synchronized void failed(Run run, Outcome.Failed failure) {
    for (Node node : graph.failed(run.fingerprint(), failure)) {
      node.goals.forEach(goal -> giveUp(goal, failure));
      node.goals.clear();
    }
    running--;
  }

  /** Whether nothing is left and nothing runs. */
  public synchronized boolean ended() {
    return running == 0 && written == trials && graph.ended() == graph.stages();
  }

  /** How far the sweep is. */
  public synchronized Counts counts() {
    return new Counts(
        graph.stages(), graph.ended(), running, trials, written, graph.cost(), graph.costLeft());
  }

  private void pursue(Goal goal) {
    List<Node> missing = new ArrayList<>();
    for (Stage stage : Stage.of(goal.entry.trial.spec())) {
      Node node = graph.want(stage);
      if (node != null && node.failure != null) {
        giveUp(goal, node.failure);
        return;
      }
      if (node != null) {
        missing.add(node);
      }
    }
    missing.forEach(node -> node.goals.add(goal));
    goal.missing = missing.size();
    reachedIfComplete(goal);
  }

  private void reachedIfComplete(Goal goal) {
    if (goal.missing == 0 && !goal.entry.closed) {
      goal.entry.closed = true;
      closing.add(new Commit(goal.entry.trial, goal.until));
    }
  }

  private void giveUp(Goal goal, Outcome.Failed failure) {
    if (!goal.entry.closed) {
      goal.entry.closed = true;
      closing.add(new GiveUp(goal.entry.trial, failure));
    }
  }
}
