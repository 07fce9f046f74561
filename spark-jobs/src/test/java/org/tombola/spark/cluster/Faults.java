package org.tombola.spark.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;
import org.tombola.trial.Training;

/**
 * Real stages, some of which fail as their seed says, and a journal of all. A fault strikes
 * trainings with a sane learning rate only: others diverge by themselves.
 *
 * @param journal file that a line is added to when a stage starts and when it ends
 * @param faults by seed
 */
public record Faults(String journal, TreeMap<Long, Fault> faults) implements Serializable {
  /** System property of the driver: the journal. */
  static final String JOURNAL = "tombola.test.journal";

  /** System property of the driver: faults as {@code 1=THROW,2=HANG}. */
  static final String FAULTS = "tombola.test.faults";

  private static final double SANE = 1;
  private static final int MEGABYTES = 8 << 20;
  private static final long LASTS_MILLIS = 300;

  /** What goes wrong. */
  public enum Fault {
    /** An error of the program. */
    THROW,
    /** The heap does not suffice. */
    EXHAUST,
    /** Never ends, and does not listen to interrupts. */
    HANG,
    /** Takes the whole process down. */
    HALT
  }

  /** A line of the journal: a stage as one process ran it. */
  record Entry(String what, String stage, String kind, long seed, String gpu, long pid, long at) {
    private static Entry of(String line) {
      String[] words = line.split(" ");
      return new Entry(
          words[0],
          words[1],
          words[2],
          Long.parseLong(words[3]),
          words[4],
          Long.parseLong(words[5]),
          Long.parseLong(words[6]));
    }
  }

  /** As this process' system properties say. */
  public static Faults ofProperties() {
    TreeMap<Long, Fault> faults = new TreeMap<>();
    for (String each : System.getProperty(FAULTS, "").split(",")) {
      if (!each.isEmpty()) {
        String[] pair = each.split("=");
        faults.put(Long.valueOf(pair[0]), Fault.valueOf(pair[1]));
      }
    }
    return new Faults(System.getProperty(JOURNAL), faults);
  }

  /** Everything in a journal, in order. */
  static List<Entry> read(Path journal) {
    try {
      return Files.readAllLines(journal).stream().map(Entry::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The system properties a driver needs for these faults. */
  static Map<String, String> properties(Path journal, String faults) {
    return Map.of(JOURNAL, journal.toString(), FAULTS, faults);
  }

  /** Runs a stage, or fails. */
  public StageResult run(Stage stage, Surroundings surroundings) {
    note("start", stage);
    Training training = training(stage);
    Fault fault = faults.get(training.seed());
    if (fault != null && training.optimizer().learningRate() < SANE) {
      strike(fault);
    }
    StageResult result = StageRunner.run(stage, surroundings);
    // long enough that all slots work at once
    Patience.rest(LASTS_MILLIS);
    note("end", stage);
    return result;
  }

  private static void strike(Fault fault) {
    switch (fault) {
      case THROW -> throw new IllegalStateException("made to fail");
      case EXHAUST -> exhaust();
      case HANG -> hang();
      case HALT -> Runtime.getRuntime().halt(1);
    }
  }

  private static void exhaust() {
    List<byte[]> all = new ArrayList<>();
    while (!all.contains(null)) {
      all.add(new byte[MEGABYTES]);
    }
  }

  private static void hang() {
    while (true) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        // as native code would
      }
    }
  }

  private void note(String what, Stage stage) {
    String line =
        "%s %s %s %d %s %d %d%n"
            .formatted(
                what,
                stage.fingerprint(),
                stage.kind(),
                training(stage).seed(),
                System.getProperty("tombola.gpu", "none"),
                ProcessHandle.current().pid(),
                System.currentTimeMillis());
    try {
      Files.writeString(
          Path.of(journal), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Training training(Stage stage) {
    return ((Stage.OfTraining) stage).training();
  }
}
