package org.tombola.bench;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tombola.spark.Made;
import org.tombola.spark.dispatch.Names;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;

/**
 * What a driver holds of 1,000 and of 10,000 planned trials, heap in use after collection: with the
 * plan made, half-way, and with everything done, by an executor that does nothing.
 */
public final class DriverMemoryBench {
  private static final double MEBI = 1 << 20;

  private DriverMemoryBench() {}

  /** Warms up and measures. */
  public static void main(String[] arguments) {
    run(1000);
    double few = run(1000);
    double many = run(10_000);
    System.out.printf(
        "9,000 more trials hold %.1f MiB more, %.1f kB each%n",
        many - few, (many - few) * 1024 / 9000);
  }

  private static double run(int count) {
    double before = used();
    List<PlannedTrial> trials =
        IntStream.range(0, count).mapToObj(seed -> Made.planned(Made.RANDOM, 0.1, seed)).toList();
    Names names = Names.of(trials);
    Agenda agenda = new Agenda(trials, Set.of(), null, id -> false, stage -> null);
    double planned = used() - before;
    int items = 0;
    double half = 0;
    while (!agenda.ended()) {
      Agenda.Item item = agenda.next().orElseThrow();
      names.of(item);
      agenda.done(item, Optional.of(new Agenda.Standing(false, 0.5)));
      if (++items == 3 * count / 2) {
        half = used() - before;
      }
    }
    double done = used() - before;
    System.out.printf(
        "%,d trials: planned %.1f MiB, half-way %.1f MiB, done %.1f MiB%n",
        trials.size(), planned, half, done);
    return planned;
  }

  private static double used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / MEBI;
  }
}
