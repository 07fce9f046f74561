package org.tombola.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.tombola.network.Engine;
import org.tombola.spark.Made;
import org.tombola.spark.dispatch.Names;
import org.tombola.spark.dispatch.Order;
import org.tombola.spark.dispatch.Session;
import org.tombola.spark.dispatch.Slots;
import org.tombola.spark.dispatch.SweepDriver;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;

/**
 * What the driver costs: stages that do nothing but leave a result, through Spark's local mode into
 * a store on disk, with the rows of their trials. Argument: number of stages, 1,000 unless given.
 */
public final class OverheadBench {
  private static final int SLOTS = 4;

  private OverheadBench() {}

  /** Runs it once to warm up and once for the number. */
  public static void main(String[] arguments) throws IOException {
    int stages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    try (JavaSparkContext spark =
        Session.start("bench", null, new Slots(SLOTS, 1), Map.of(), null)) {
      run(spark, 100);
      double seconds = run(spark, stages);
      System.out.printf(
          "%d stages and %d trials over %d slots: %.1f s, %.1f ms a job%n",
          stages, stages / 2, SLOTS, seconds, 1000 * seconds / (1.5 * stages));
    }
  }

  private static double run(JavaSparkContext spark, int stages) throws IOException {
    Path folder = Files.createTempDirectory("overhead");
    try {
      List<PlannedTrial> trials =
          IntStream.range(0, stages / 2)
              .mapToObj(seed -> Made.planned(Made.RANDOM, 0.1, seed))
              .toList();
      long clock = System.nanoTime();
      Agenda agenda = new Agenda(trials, Set.of(), null, id -> false, stage -> null);
      SweepDriver driver =
          new SweepDriver(
              spark,
              (stage, surroundings) -> Made.keep(stage, surroundings, 0),
              Store.at(folder.toString(), new Configuration()),
              () -> SLOTS,
              new SweepDriver.Rules(),
              executor -> {});
      driver.run(
          agenda,
          new Order.Common("bench", folder.toString(), Engine.AUTO, null, 10, 300),
          Names.of(trials)::of,
          SweepDriver.Watch.NOBODY);
      return (System.nanoTime() - clock) / 1e9;
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(OverheadBench::delete);
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
