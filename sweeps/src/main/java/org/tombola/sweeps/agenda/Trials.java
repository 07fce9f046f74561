package org.tombola.sweeps.agenda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tombola.sweeps.agenda.Agenda.Standing;
import org.tombola.sweeps.halving.Contest;
import org.tombola.trial.MissingResult;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;
import org.tombola.trial.ThisHost;
import org.tombola.trial.Training;

/** Takes each trial from goal to goal, until its rows can be written. */
final class Trials {
  private final Graph graph;
  private final Function<Stage.Train, Standing> standing;
  private final Deque<Agenda.Item> closing = new ArrayDeque<>();

  /** Decided and not yet acted on: a list, for acting on one may bring others. */
  private final Deque<Contest.Decision<Entry>> decided = new ArrayDeque<>();

  /** Trials about to be written, by id. */
  private final Map<String, Entry> writing = new HashMap<>();

  private int closed;

  Trials(Graph graph, Function<Stage.Train, Standing> standing) {
    this.graph = graph;
    this.standing = standing;
  }

  /** Trials ready to be written. */
  Deque<Agenda.Item> closing() {
    return closing;
  }

  /** Number of trials that need nothing but to be written, at most. */
  int closed() {
    return closed;
  }

  /** Wants what a trial needs first. */
  void begin(Entry entry) {
    closed += entry.fate == Entry.Fate.CLOSED ? 1 : 0;
    Entry.Place place = entry.place;
    Goal end = new Goal(entry, entry.trial.spec().training().epochs(), Goal.WRITE);
    if (entry.fate == Entry.Fate.OPEN && place != null && graph.has(end.train())) {
      // stopping it would save nothing
      entry.fate = Entry.Fate.SPARED;
    }
    if (place == null || entry.fate == Entry.Fate.SPARED) {
      write(end);
    }
    if (place != null && entry.fate == Entry.Fate.SPARED) {
      for (int rung = 0; rung < place.contest().rungs().length; rung++) {
        climb(entry, place, rung);
      }
    } else if (place != null) {
      climb(entry, place, 0);
    }
  }

  /** Acts on all that is decided. */
  void settle() {
    for (Contest.Decision<Entry> next = decided.poll(); next != null; next = decided.poll()) {
      for (Entry entry : next.candidate().seeds()) {
        Entry.Place place = entry.place;
        if (place != null) {
          act(next, entry, place);
        }
      }
    }
    graph.release();
  }

  private void act(Contest.Decision<Entry> decision, Entry entry, Entry.Place place) {
    int[] rungs = place.contest().rungs();
    boolean last = decision.rung() + 1 == rungs.length;
    if (!decision.goesOn()) {
      if (entry.fate == Entry.Fate.OPEN) {
        write(new Goal(entry, rungs[decision.rung()], Goal.WRITE));
      }
    } else if (last && entry.fate == Entry.Fate.OPEN) {
      write(new Goal(entry, entry.trial.spec().training().epochs(), Goal.WRITE));
    } else if (!last && (entry.fate == Entry.Fate.OPEN || entry.fate == Entry.Fate.CLOSED)) {
      climb(entry, place, decision.rung() + 1);
    }
  }

  private void climb(Entry entry, Entry.Place place, int rung) {
    Goal goal = new Goal(entry, place.contest().rungs()[rung], rung);
    if (known(goal, place)) {
      compared(goal, place, null);
    } else if (entry.fate == Entry.Fate.CLOSED
        && tellers(goal, place).stream().allMatch(train -> graph.losses(train) == 0)) {
      decided.addAll(place.contest().absent(place.candidate(), place.seed()));
    } else {
      pursue(goal);
    }
  }

  /** Whether this training or a longer one of the same network is there. */
  private boolean known(Goal goal, Entry.Place place) {
    return tellers(goal, place).stream().anyMatch(graph::has);
  }

  /** The training as far as the goal and further: the result of each tells how it stands there. */
  private static List<Stage.Train> tellers(Goal goal, Entry.Place place) {
    Training training = goal.train().training();
    List<Stage.Train> tellers = new ArrayList<>();
    for (int rung : place.contest().rungs()) {
      if (rung >= goal.until) {
        tellers.add(new Stage.Train(training, rung));
      }
    }
    tellers.add(new Stage.Train(training));
    return tellers;
  }

  private void write(Goal goal) {
    if (goal.entry.fate != Entry.Fate.CLOSED) {
      if (goal.entry.fate == Entry.Fate.OPEN) {
        goal.entry.fate = Entry.Fate.ENDING;
      }
      pursue(goal);
    }
  }

  private void pursue(Goal goal) {
    List<Node> missing = new ArrayList<>();
    for (Stage stage : goal.stages()) {
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
    if (missing.isEmpty()) {
      reached(goal, null);
    }
  }

  /** A stage's result is there. */
  void done(Node node, Optional<Standing> told) {
    for (Goal goal : node.goals) {
      goal.missing--;
      if (goal.missing == 0) {
        reached(goal, told.orElse(null));
      }
    }
  }

  private void reached(Goal goal, @Nullable Standing told) {
    Entry entry = goal.entry;
    Entry.Place place = entry.place;
    if (goal.rung != Goal.WRITE && place != null) {
      compared(goal, place, told);
    } else if (entry.fate != Entry.Fate.CLOSED) {
      close(entry);
      if (entry.row != goal.until) {
        writing.put(entry.trial.id(), entry);
        closing.add(new Agenda.Commit(entry.trial, goal.until));
      }
    }
  }

  /** A trial's rows are there. */
  void written(Agenda.Commit commit) {
    writing.remove(commit.trial().id());
  }

  /**
   * A trial cannot be written, for the result of one of its stages is gone: that is to be there
   * again first. Returns whether it may be.
   */
  boolean lost(Agenda.Commit commit, String fingerprint) {
    Entry entry = writing.get(commit.trial().id());
    if (entry == null) {
      return false;
    }
    Goal goal = new Goal(entry, commit.until(), Goal.WRITE);
    for (Stage stage : goal.stages()) {
      if (stage.fingerprint().equals(fingerprint) && graph.lose(stage)) {
        writing.remove(entry.trial.id());
        entry.fate = Entry.Fate.ENDING;
        closed--;
        pursue(goal);
        return true;
      }
    }
    return false;
  }

  private void compared(Goal goal, Entry.Place place, @Nullable Standing told) {
    Standing stands;
    try {
      stands = told == null ? standing.apply(goal.train()) : told;
    } catch (MissingResult e) {
      again(goal, place, e);
      return;
    }
    Entry entry = goal.entry;
    if (stands.diverged()) {
      decided.addAll(place.contest().diverged(place.candidate(), place.seed(), goal.rung));
      if (entry.fate == Entry.Fate.OPEN) {
        // however it is compared, training it on would come to the same
        write(new Goal(entry, goal.until, Goal.WRITE));
      }
    } else {
      decided.addAll(
          place.contest().robust(place.candidate(), place.seed(), goal.rung, stands.robust()));
    }
  }

  /** Trains again what a comparison cannot read. */
  private void again(Goal goal, Entry.Place place, MissingResult why) {
    boolean may = true;
    for (Stage.Train train : tellers(goal, place)) {
      may &= !graph.has(train) || graph.lose(train);
    }
    if (may) {
      pursue(goal);
    } else {
      String message = String.valueOf(why.getMessage());
      int tries = graph.losses(goal.train());
      giveUp(
          goal,
          new Outcome.Failed(Outcome.Kind.EXTERNAL, message, "train", tries, ThisHost.name()));
    }
  }

  /** A stage a goal needs has failed. */
  void giveUp(Goal goal, Outcome.Failed failure) {
    Entry entry = goal.entry;
    Entry.Place place = entry.place;
    if (entry.fate != Entry.Fate.CLOSED) {
      close(entry);
      closing.add(new Agenda.GiveUp(entry.trial, failure));
    }
    if (place != null) {
      decided.addAll(place.contest().absent(place.candidate(), place.seed()));
    }
  }

  private void close(Entry entry) {
    entry.fate = Entry.Fate.CLOSED;
    closed++;
  }
}
