package org.tombola.sweeps.agenda;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.halving.Halving;
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
  private final Trials underWay;
  private final int trials;
  private final boolean adds;
  private int running;
  private int closing;

  /**
   * What is left of a sweep.
   *
   * @param trials of the sweep, in its order
   * @param recorded ids of trials that need nothing any more; early stopping still compares them
   * @param stopped epochs done of the trials that are recorded as stopped, by id: they need nothing
   *     where they are stopped there again, and go on where the sweep has changed
   * @param halving early stopping; null for none
   * @param finished whether the stage of a fingerprint has a result
   * @param standing of a finished training, from its own result or that of a longer one of the same
   *     network; asked only where trainings are compared
   */
  public Agenda(
      List<PlannedTrial> trials,
      Set<String> recorded,
      Map<String, Integer> stopped,
      @Nullable Halving halving,
      Predicate<String> finished,
      Function<Stage.Train, Standing> standing) {
    List<Entry> entries = trials.stream().map(Entry::new).toList();
    if (halving != null) {
      Competition.open(halving, entries);
    }
    this.trials = trials.size();
    this.adds = trials.stream().anyMatch(PlannedTrial::adds);
    this.graph = new Graph(finished, new Rungs(entries));
    this.underWay = new Trials(graph, standing);
    for (Entry entry : entries) {
      if (recorded.contains(entry.trial.id())) {
        entry.fate = Entry.Fate.CLOSED;
      }
      entry.row = stopped.getOrDefault(entry.trial.id(), 0);
      underWay.begin(entry);
    }
    underWay.settle();
  }

  /** What is left of a sweep of which no trial is recorded as stopped. */
  public Agenda(
      List<PlannedTrial> trials,
      Set<String> recorded,
      @Nullable Halving halving,
      Predicate<String> finished,
      Function<Stage.Train, Standing> standing) {
    this(trials, recorded, Map.of(), halving, finished, standing);
  }

  /** The most urgent item that is ready, running from now on; empty where none is ready now. */
  public synchronized Optional<Item> next() {
    Item item = underWay.closing().poll();
    if (item != null) {
      closing++;
    } else {
      Node node = graph.take(running);
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
      underWay.done(node, standing);
      underWay.settle();
      node.forget();
    } else {
      closed(item);
    }
    running--;
  }

  private void closed(Item item) {
    closing--;
    if (item instanceof Commit commit) {
      underWay.written(commit);
    }
  }

  /**
   * An item needs the result of a stage that was there and is not any more: that stage is run again
   * before it.
   *
   * @param item handed out; it is handed out again later
   * @param fingerprint of the stage
   * @return whether it is; not where the item reads no such stage, the same one was lost twice
   *     before, or it is a training that further attacks read: the item goes on running then, for
   *     its caller to fail
   */
  public synchronized boolean lost(Item item, String fingerprint) {
    boolean again =
        item instanceof Run run
            ? !adds && graph.lost(run.fingerprint(), fingerprint)
            : item instanceof Commit commit && underWay.lost(commit, fingerprint);
    if (again) {
      closing -= item instanceof Commit ? 1 : 0;
      running--;
      underWay.settle();
    }
    return again;
  }

  /** A stage failed for good: all trials that need it are given up, the rest goes on. */
  public synchronized void failed(Run run, Outcome.Failed failure) {
    for (Node node : graph.failed(run.fingerprint(), failure)) {
      node.goals.forEach(goal -> underWay.giveUp(goal, failure));
      node.forget();
    }
    underWay.settle();
    running--;
  }

  /** Whether nothing is left and nothing runs. */
  public synchronized boolean ended() {
    return running == 0 && written() == trials && graph.ended() == graph.stages();
  }

  /** How far the sweep is. */
  public synchronized Counts counts() {
    return new Counts(
        graph.stages(), graph.ended(), running, trials, written(), graph.cost(), graph.costLeft());
  }

  private int written() {
    return underWay.closed() - underWay.closing().size() - closing;
  }
}
