package org.tombola.sweeps.halving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Candidates that compete, rung by rung: those whose place among the best is certain go on, those
 * for whom the opposite is are stopped. A place is certain when no result still to come can change
 * it, so that nothing depends on the order in which results come.
 *
 * <p>A candidate is judged by the mean over its seeds. A seed that diverged counts as 0: leaving it
 * out would favour settings that work only where they are lucky. A seed that failed for other
 * reasons says nothing about its setting and is left out.
 *
 * @param <T> what competes with a seed of its own
 */
public final class Contest<T> {
  private static final double UNKNOWN = Double.NaN;

  /** Below every accuracy. */
  private static final double ABSENT = -1;

  /**
   * A candidate's place is certain.
   *
   * @param candidate whose
   * @param rung at which
   * @param goesOn whether it is among the best there
   * @param <T> what competes
   */
  public record Decision<T>(Candidate<T> candidate, int rung, boolean goesOn) {}

  /**
   * The seeds of one setting.
   *
   * @param <T> what competes
   */
  public static final class Candidate<T> {
    private final List<T> seeds;
    private final int order;
    private double[][] scores = {};

    /** Means over the seeds, by rung; not a number while a seed's result is to come. */
    private double[] means = {};

    private int rung;
    private boolean stopped;

    private Candidate(List<T> seeds, int order) {
      this.seeds = List.copyOf(seeds);
      this.order = order;
    }

    /** In their order. */
    public List<T> seeds() {
      return seeds;
    }

    private double mean(int at) {
      int seen = 0;
      double sum = 0;
      for (double score : scores[at]) {
        if (Double.isNaN(score)) {
          return UNKNOWN;
        }
        if (score != ABSENT) {
          seen++;
          sum += score;
        }
      }
      return seen == 0 ? ABSENT : sum / seen;
    }
  }

  private final List<Candidate<T>> candidates = new ArrayList<>();
  private final int[] rungs;
  private final int[] keep;
  private final List<List<Candidate<T>>> ranked = new ArrayList<>();

  /**
   * Opens.
   *
   * @param group the candidates, each all its seeds, in the order that decides between equal ones
   * @param epochs of the rungs, ascending
   * @param reduction of the candidates at each rung, one in so many goes on; rounded up, for with
   *     few candidates rounding down would leave one after the first look
   */
  public Contest(List<List<T>> group, int[] epochs, int reduction) {
    group.forEach(seeds -> candidates.add(new Candidate<>(seeds, candidates.size())));
    int[] left = new int[epochs.length + 1];
    left[0] = candidates.size();
    int used = 0;
    while (used < epochs.length && left[used] > 1) {
      left[used + 1] = (left[used] + reduction - 1) / reduction;
      ranked.add(new ArrayList<>());
      used++;
    }
    rungs = Arrays.copyOf(epochs, used);
    keep = left;
    for (Candidate<T> candidate : candidates) {
      candidate.scores = new double[used][candidate.seeds.size()];
      candidate.means = new double[used];
      Arrays.fill(candidate.means, UNKNOWN);
      for (double[] scores : candidate.scores) {
        Arrays.fill(scores, UNKNOWN);
      }
    }
  }

  /** Those that compete. */
  public List<Candidate<T>> candidates() {
    return candidates;
  }

  /** Epochs done at each rung where more than one candidate is left, ascending. */
  public int[] rungs() {
    return rungs.clone();
  }

  /** A seed's robust accuracy at a rung; returns whose place is certain now. */
  public List<Decision<T>> robust(Candidate<T> candidate, int seed, int rung, double accuracy) {
    return set(candidate, seed, rung, rung + 1, accuracy);
  }

  /** A seed diverged before a rung. */
  public List<Decision<T>> diverged(Candidate<T> candidate, int seed, int rung) {
    return set(candidate, seed, rung, rungs.length, 0);
  }

  /** There will be no more results of a seed. */
  public List<Decision<T>> absent(Candidate<T> candidate, int seed) {
    return set(candidate, seed, 0, rungs.length, ABSENT);
  }

  private List<Decision<T>> set(Candidate<T> candidate, int seed, int from, int to, double score) {
    for (int rung = from; rung < to; rung++) {
      double[] scores = candidate.scores[rung];
      scores[seed] = Double.isNaN(scores[seed]) ? score : scores[seed];
    }
    List<Decision<T>> decisions = new ArrayList<>();
    Deque<Candidate<T>> moved = new ArrayDeque<>(List.of(candidate));
    while (!moved.isEmpty()) {
      Candidate<T> next = moved.remove();
      int rung = next.rung;
      if (!next.stopped && rung < rungs.length && rank(next, rung)) {
        decide(rung, decisions, moved);
      }
    }
    return decisions;
  }

  /** Puts a candidate among those known at a rung, the best first, where it has become known. */
  private boolean rank(Candidate<T> candidate, int rung) {
    double mean = candidate.mean(rung);
    if (Double.isNaN(mean) || !Double.isNaN(candidate.means[rung])) {
      return false;
    }
    candidate.means[rung] = mean;
    List<Candidate<T>> known = ranked.get(rung);
    int place =
        Collections.binarySearch(
            known,
            candidate,
            Comparator.<Candidate<T>>comparingDouble(each -> -each.means[rung])
                .thenComparingInt(each -> each.order));
    known.add(-1 - place, candidate);
    return true;
  }

  private void decide(int rung, List<Decision<T>> decisions, Deque<Candidate<T>> moved) {
    List<Candidate<T>> known = ranked.get(rung);
    int unknown = keep[rung] - known.size();
    for (int place = 0; place < known.size(); place++) {
      Candidate<T> candidate = known.get(place);
      boolean open = candidate.rung == rung && !candidate.stopped;
      if (open && place < keep[rung + 1] - unknown) {
        candidate.rung++;
        decisions.add(new Decision<>(candidate, rung, true));
        moved.add(candidate);
      } else if (open && place >= keep[rung + 1]) {
        candidate.stopped = true;
        decisions.add(new Decision<>(candidate, rung, false));
      }
    }
  }
}
