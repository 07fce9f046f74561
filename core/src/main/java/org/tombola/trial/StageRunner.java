package org.tombola.trial;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.tombola.attack.Extent;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.measure.Flops;
import org.tombola.method.Canonical;
import org.tombola.network.Architecture;
import org.tombola.network.Network;
import org.tombola.network.Passes;
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
    Bundle result = bundle(stage, surroundings);
    // what nobody could go on from is told now, and by the stage it comes from
    new Contents(stage).check(result);
    surroundings.artifacts().keep(stage.fingerprint(), result);
    if (stage instanceof Stage.Evaluate || (stage instanceof Stage.Train train && train.whole())) {
      surroundings.artifacts().prune(stage.fingerprint());
    }
    return StageResult.read(result.json());
  }

  private static Bundle bundle(Stage stage, Surroundings surroundings) {
    if (stage instanceof Stage.Train train) {
      return train(train, surroundings);
    }
    if (stage instanceof Stage.Draw draw) {
      return draw(draw, surroundings);
    }
    return stage instanceof Stage.Kernel kernel
        ? kernel(kernel, surroundings)
        : evaluate((Stage.Evaluate) stage, surroundings);
  }

  private static Bundle kernel(Stage.Kernel stage, Surroundings surroundings) {
    Instant started = Instant.now();
    long clock = System.nanoTime();
    Training training = stage.training();
    Splits data = data(training, surroundings);
    try (Network network = network(training.network(), training.seed(), data)) {
      List<KernelRecord> found = KernelRunner.run(stage, network, data, surroundings);
      return new Bundle(
          new StageResult(
                  stage.kind(),
                  Canonical.json(stage),
                  (System.nanoTime() - clock) / 1e9,
                  network.passes(),
                  Provenance.here(data.digest(), started),
                  null,
                  null,
                  null,
                  found,
                  null)
              .json());
    }
  }

  private static Bundle draw(Stage.Draw stage, Surroundings surroundings) {
    Instant started = Instant.now();
    long clock = System.nanoTime();
    Splits data =
        LoadedData.of(
            stage.data(), stage.split(), surroundings.data(), surroundings.watcher()::fetching);
    try (Network network = network(stage.network(), stage.seed(), data)) {
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
          new StageResult(
              stage.kind(),
              Canonical.json(stage),
              (System.nanoTime() - clock) / 1e9,
              network.passes(),
              Provenance.here(data.digest(), started),
              null,
              null,
              new StageResult.Drawn(ticket.mask().sparsity()),
              null,
              null);
      return new Bundle(
          result.json(),
          Map.of("mask", ticket.mask().places().toByteArray(), "parameters", ticket.parameters()));
    }
  }

  private static Bundle train(Stage.Train stage, Surroundings surroundings) {
    for (Stage input : stage.inputs()) {
      StageResult result = described(input, surroundings.artifacts());
      StageResult.Trained before = result.trained();
      if (before != null && before.diverged() != 0) {
        return diverged(stage, before, result.provenance().dataDigest());
      }
    }
    if (!stage.training().ticket().members().isEmpty()) {
      return SwitchRunner.gather(stage, surroundings);
    }
    Splits data = data(stage.training(), surroundings);
    try (Network network = network(stage.training().network(), stage.training().seed(), data);
        TrainRunner runner = new TrainRunner(stage, surroundings, data, network)) {
      return runner.run();
    }
  }

  /** A ticket that cannot be drawn, because the training before it diverged, has diverged too. */
  private static Bundle diverged(Stage.Train stage, StageResult.Trained before, String digest) {
    double none = Double.NaN;
    return new Bundle(
        new StageResult(
                stage.kind(),
                Canonical.json(stage),
                0,
                Passes.NONE,
                Provenance.here(digest, Instant.now()),
                new StageResult.Trained(
                    stage.until(),
                    List.of(),
                    List.of(),
                    before.diverged(),
                    before.divergedLoss(),
                    0,
                    none,
                    new Flops(none, none, none, none, none, none, none, none),
                    "",
                    0,
                    new double[0]),
                null,
                null,
                null,
                null)
            .json());
  }

  static Splits data(Training training, Surroundings surroundings) {
    return LoadedData.of(
        training.data(), training.split(), surroundings.data(), surroundings.watcher()::fetching);
  }

  /** A network with its initial parameters. */
  static Network network(Architecture architecture, long seed, Splits data) {
    return Network.of(
        architecture,
        data.train().shape(),
        data.normalisation(),
        data.train().classes(),
        Key.ofSeed(seed).child("init"));
  }

  private static Bundle evaluate(Stage.Evaluate stage, Surroundings surroundings) {
    Instant started = Instant.now();
    Training training = stage.training();
    Splits data = data(training, surroundings);
    if (!training.ticket().members().isEmpty()) {
      return SwitchRunner.evaluated(stage, data, surroundings, started);
    }
    boolean diverged =
        stage.inputs().stream()
            .map(input -> trained(described(input, surroundings.artifacts())))
            .anyMatch(trained -> trained.diverged() != 0);
    if (diverged) {
      return new Bundle(
          StageResult.evaluated(stage, 0, Passes.NONE, data.digest(), started, List.of(), null)
              .json());
    }
    Bundle bundle = input(new Stage.Train(training), surroundings);
    try (Network network = network(training.network(), training.seed(), data)) {
      return new EvaluateRunner(stage, surroundings, data, network)
          .run(bundle, trained(bundle), started);
    }
  }

  /** The images of a split. */
  static ImageData images(Splits data, Extent.Split split) {
    return switch (split) {
      case TRAIN -> data.train();
      case VALIDATION -> data.validation();
      case TEST -> data.test();
    };
  }

  /** Root of an evaluation's draws on a split. */
  static Key key(Stage.Evaluate stage, String split) {
    return Key.ofSeed(stage.training().seed()).child("evaluate").child(split);
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
        "go on from a " + (stage instanceof Stage.Train ? "training" : "measurement"),
        stage.fingerprint());
  }

  /** What a training measured. */
  static StageResult.Trained trained(Bundle bundle) {
    return trained(StageResult.read(bundle.json()));
  }

  /** What a training measured. */
  static StageResult.Trained trained(StageResult result) {
    StageResult.Trained trained = result.trained();
    if (trained == null) {
      throw new IllegalStateException("Cannot read a training: the stage is none");
    }
    return trained;
  }
}
