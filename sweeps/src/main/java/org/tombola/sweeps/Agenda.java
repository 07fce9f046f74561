package org.tombola.sweeps;

import java.util.*;
import java.util.function.*;
import org.jspecify.annotations.Nullable;
import org.tombola.trial.*;

/** Provisional. */
public final class Agenda {
  public sealed interface Item {}
  public record Run(Stage stage, String fingerprint, double cost, List<String> trials) implements Item {}
  public record Commit(PlannedTrial trial, int until) implements Item {}
  public record GiveUp(PlannedTrial trial, Outcome.Failed failure) implements Item {}
  public record Standing(boolean diverged, double robust) {}
  public record Counts(int stages, int stagesDone, int running, int trials, int trialsDone, double costLeft) {}
  private final Map<String, Run> left = new LinkedHashMap<>();
  private final Map<String, Outcome.Failed> failed = new HashMap<>();
  private final List<PlannedTrial> trials = new ArrayList<>();
  private final Set<Item> running = new HashSet<>();
  private final int stages, all;
  private int stagesDone, trialsDone;
  public Agenda(List<PlannedTrial> plan, Set<String> recorded, @Nullable Halving halving, Predicate<String> finished, Function<Stage.Train, Standing> standing) {
    for (PlannedTrial t : plan) {
      if (recorded.contains(t.id())) continue;
      trials.add(t);
      for (Stage s : Stage.of(t.spec())) {
        String f = s.fingerprint();
        if (!finished.test(f)) left.putIfAbsent(f, new Run(s, f, 1, List.of(t.id())));
      }
    }
    stages = left.size(); all = trials.size();
  }
  public synchronized Optional<Item> next() {
    for (PlannedTrial t : trials) {
      Outcome.Failed why = null; boolean open = false;
      for (Stage s : Stage.of(t.spec())) { String f = s.fingerprint(); if (failed.containsKey(f)) why = failed.get(f); if (left.containsKey(f)) open = true; }
      if (why != null) { trials.remove(t); return started(new GiveUp(t, why)); }
      if (!open) { trials.remove(t); return started(new Commit(t, t.spec().epochs())); }
    }
    for (Run r : left.values()) {
      if (running.contains(r) || failed.containsKey(r.fingerprint())) continue;
      if (r.stage().inputs().stream().noneMatch(i -> left.containsKey(i.fingerprint()))) return started(r);
    }
    return Optional.empty();
  }
  private Optional<Item> started(Item i) { running.add(i); return Optional.of(i); }
  public synchronized void done(Item item, Optional<Standing> standing) {
    running.remove(item);
    if (item instanceof Run r) { left.remove(r.fingerprint()); stagesDone++; } else trialsDone++;
  }
  public synchronized void failed(Run run, Outcome.Failed failure) { running.remove(run); failed.put(run.fingerprint(), failure);
    for (Run r : left.values()) if (r.stage().inputs().stream().anyMatch(i -> i.fingerprint().equals(run.fingerprint()))) failed.put(r.fingerprint(), failure); }
  public synchronized boolean ended() { return trials.isEmpty() && running.isEmpty(); }
  public synchronized Counts counts() { return new Counts(stages, stagesDone, running.size(), all, trialsDone, stages - stagesDone); }
}
