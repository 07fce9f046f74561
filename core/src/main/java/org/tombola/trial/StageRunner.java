package org.tombola.trial;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.network.Architecture;
import org.tombola.network.Network;
import org.tombola.network.SplitName;
import org.tombola.random.Key;
import org.tombola.ticket.Drawing;
import org.tombola.ticket.Ticket;

/** Runs one stage, start to finish, in this JVM and on this thread; its inputs are finished. */
public final class StageRunner {
  private StageRunner() {}

  /**
   * Runs a stage and keeps its result; a training goes on from its newest checkpoint.
   *
   * @return its description; the arrays are in the artifacts
   * @throws IllegalArgumentException if what the stage asks for cannot be made
   * @throws MissingResult if that of an input is missing or damaged
   * @throws IllegalStateException if a result cannot be made sense of
   * @throws java.io.UncheckedIOException if data or artifacts cannot be read or written; the caller
   *     may retry
   * @throws OutOfMemoryError and other errors of the JVM; the caller may retry
   */
  public static StageResult run(Stage stage, Surroundings surroundings) {
    Bundle result = stage.work(surroundings);
    // what nobody could go on from is told now, and by the stage it comes from
    new Contents(stage).check(result);
    surroundings.artifacts().keep(stage.fingerprint(), result);
    if (!stage.partOf(stage.whole())) {
      surroundings.artifacts().prune(stage.fingerprint());
    }
    return StageResult.read(result.json());
  }

  /** Searches a ticket. */
  static Bundle draw(Stage.Draw stage, Surroundings surroundings) {
    Instant started = Instant.now();
    long clock = System.nanoTime();
    Splits data =
        LoadedData.of(
            stage.data(), stage.split(), surroundings.data(), surroundings.watcher()::fetching);
    try (Network network = network(stage.network(), stage.seed(), data, surroundings)) {
      double cpu = ProcessorTime.of(network);
      Ticket ticket =
          stage
              .ticket()
              .draw(
                  new Drawing(
                      network,
                      data.train(),
                      List.of(),
                      Inputs.key(stage.seed()),
                      surroundings.watcher()::stepped));
      StageResult result =
          StageResult.of(
              stage,
              (System.nanoTime() - clock) / 1e9,
              network.passes(),
              Provenance.here(surroundings.engine(), data.digest(), started),
              new Found.Draw(
                  new StageResult.Drawn(
                      ticket.mask().sparsity(), ProcessorTime.of(network) - cpu)));
      return new Bundle(
          result.json(),
          Map.of("mask", ticket.mask().places().toByteArray(), "parameters", ticket.parameters()));
    }
  }

  /** The images of a training. */
  static Splits data(Training training, Surroundings surroundings) {
    return LoadedData.of(
        training.data(), training.split(), surroundings.data(), surroundings.watcher()::fetching);
  }

  /** The network of a training with its initial parameters. */
  static Network network(Training training, Splits data, Surroundings surroundings) {
    return network(training.network(), training.seed(), data, surroundings);
  }

  private static Network network(
      Architecture architecture, long seed, Splits data, Surroundings surroundings) {
    return Network.of(
        surroundings.engine(),
        architecture,
        data.train().shape(),
        data.normalisation(),
        data.train().classes(),
        Key.ofSeed(seed).child("init"));
  }

  /** The images of a split. */
  static ImageData images(Splits data, SplitName split) {
    return switch (split) {
      case TRAIN -> data.train();
      case VALIDATION -> data.validation();
      case TEST -> data.test();
    };
  }

  /** Root of an evaluation's draws on a split. */
  static Key key(Stage.Evaluate stage, SplitName split) {
    return Key.ofSeed(stage.training().seed()).child("evaluate").child(split.toString());
  }

  /**
   * The result of an input.
   *
   * @throws MissingResult if it is not there
   */
  static Bundle input(Stage stage, Surroundings surroundings) {
    return input(stage, surroundings.artifacts());
  }

  /**
   * The result of a stage.
   *
   * @throws MissingResult if it is not there
   */
  static Bundle input(Stage stage, Artifacts artifacts) {
    return artifacts.find(stage).orElseThrow(() -> missing(stage));
  }

  /**
   * What the result of a stage says of itself; its arrays are not read.
   *
   * @throws MissingResult if it is not there
   */
  static StageResult described(Stage stage, Artifacts artifacts) {
    return artifacts.describe(stage).orElseThrow(() -> missing(stage));
  }

  private static MissingResult missing(Stage stage) {
    return new MissingResult(
        "go on from a " + (stage.until() > 0 ? "training" : "measurement"), stage.fingerprint());
  }

  /** What a training measured. */
  static StageResult.Trained trained(Bundle bundle) {
    return StageResult.read(bundle.json()).trained();
  }
}
