package org.tombola.sweeps.agenda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;

/**
 * Executors in virtual time: items take the durations they are told to and nothing is trained. What
 * an agenda must never do is checked on the way.
 */
final class Slots {
  static final Outcome.Failed FAILURE =
      new Outcome.Failed(Outcome.Kind.INTERNAL, "Cannot go on: broken", "train", 1, "host");

  private record Busy(Agenda.Item item, double until, int order) {}

  private final int count;
  private final ToDoubleFunction<Agenda.Item> duration;
  private final Function<Stage.Train, Agenda.Standing> standing;
  private Predicate<Stage> breaks = stage -> false;

  /** What is damaged and not known to be yet. */
  final Set<String> damaged = new HashSet<>();

  /** Items in the order they were begun. */
  final List<Agenda.Item> begun = new ArrayList<>();

  /** Fingerprints with a result, those before the run included. */
  final Set<String> finished = new HashSet<>();

  /** How each trial was closed. */
  final Map<String, Agenda.Item> closed = new HashMap<>();

  private int most = Integer.MAX_VALUE;
  double clock;
  double work;

  Slots(
      int count,
      ToDoubleFunction<Agenda.Item> duration,
      Function<Stage.Train, Agenda.Standing> standing) {
    this.count = count;
    this.duration = duration;
    this.standing = standing;
  }

  Slots(int count, ToDoubleFunction<Agenda.Item> duration) {
    this(count, duration, stage -> new Agenda.Standing(false, 0.5));
  }

  Slots breaking(Predicate<Stage> stages) {
    breaks = stages;
    return this;
  }

  /** Results that turn out to be damaged when they are first read. */
  Slots losing(String... fingerprints) {
    damaged.addAll(List.of(fingerprints));
    return this;
  }

  /** Is cut off after a number of items: those begun are lost. */
  Slots until(int items) {
    most = items;
    return this;
  }

  Slots run(Agenda agenda) {
    PriorityQueue<Busy> busy =
        new PriorityQueue<>(Comparator.comparingDouble(Busy::until).thenComparingInt(Busy::order));
    while (true) {
      while (busy.size() < count) {
        Optional<Agenda.Item> item = agenda.next();
        if (item.isEmpty()) {
          break;
        }
        begin(item.get());
        double time = duration.applyAsDouble(item.get());
        work += time;
        busy.add(new Busy(item.get(), clock + time, begun.size()));
      }
      Busy next = busy.poll();
      if (next == null) {
        break;
      }
      if (begun.size() >= most) {
        return this;
      }
      clock = next.until();
      end(agenda, next.item());
    }
    if (!agenda.ended()) {
      throw new AssertionError("nothing is ready and nothing runs, but: " + agenda.counts());
    }
    return this;
  }

  private void begin(Agenda.Item item) {
    begun.add(item);
    if (item instanceof Agenda.Run run) {
      for (Stage input : run.stage().inputs()) {
        if (!finished.contains(input.fingerprint())) {
          throw new AssertionError("begun before its input is there: " + run);
        }
      }
    }
  }

  private static List<Stage> read(Agenda.Item item) {
    if (item instanceof Agenda.Run run) {
      return run.stage().inputs();
    }
    List<Stage> stages = new ArrayList<>();
    if (item instanceof Agenda.Commit commit) {
      stages.addAll(Stage.of(commit.trial().spec()));
      stages.add(new Stage.Train(commit.trial().spec().training(), commit.until()));
    }
    return stages;
  }

  private void end(Agenda agenda, Agenda.Item item) {
    for (Stage stage : read(item)) {
      if (damaged.contains(stage.fingerprint()) && agenda.lost(item, stage.fingerprint())) {
        finished.remove(stage.fingerprint());
        return;
      }
    }
    if (item instanceof Agenda.Run run) {
      if (breaks.test(run.stage())) {
        agenda.failed(run, FAILURE);
        return;
      }
      if (!finished.add(run.fingerprint()) && !damaged.contains(run.fingerprint())) {
        throw new AssertionError("run twice: " + run);
      }
      damaged.remove(run.fingerprint());
      agenda.done(
          run,
          run.stage() instanceof Stage.Train train
              ? Optional.of(standing.apply(train))
              : Optional.empty());
      return;
    }
    String id =
        item instanceof Agenda.Commit commit
            ? commit.trial().id()
            : ((Agenda.GiveUp) item).trial().id();
    if (closed.put(id, item) != null) {
      throw new AssertionError("closed twice: " + item);
    }
    agenda.done(item, Optional.empty());
  }

  /** Stages begun, in order. */
  List<Stage> stages() {
    return begun.stream()
        .filter(Agenda.Run.class::isInstance)
        .map(item -> ((Agenda.Run) item).stage())
        .toList();
  }
}
