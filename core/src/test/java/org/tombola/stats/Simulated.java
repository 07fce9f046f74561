package org.tombola.stats;

import java.util.function.Predicate;
import org.tombola.random.Key;

/** How often something comes about in simulated sweeps. */
final class Simulated {
  /** Runs of one simulation. */
  static final int TIMES = 4000;

  private Simulated() {}

  /** The fraction of {@link #TIMES} runs, each with a key of its own, in which it does. */
  static double rate(String name, Predicate<Key> comesAbout) {
    int times = 0;
    for (int i = 0; i < TIMES; i++) {
      times += comesAbout.test(Key.ofSeed(1).child(name, i)) ? 1 : 0;
    }
    return (double) times / TIMES;
  }

  /** Four deviations of {@link #rate} where the true rate is this. */
  static double bound(double rate) {
    return 4 * Math.sqrt(rate * (1 - rate) / TIMES);
  }

  /** As {@link #bound}, against a rate that is itself of this many simulated runs. */
  static double bound(double rate, int runs) {
    return bound(rate) * Math.sqrt(1 + (double) TIMES / runs);
  }

  /** Standard normal values. */
  static double[] normal(Key key, int n) {
    float[] draws = key.normal(n);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = draws[i];
    }
    return values;
  }
}
