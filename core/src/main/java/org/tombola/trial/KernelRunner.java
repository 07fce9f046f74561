package org.tombola.trial;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tombola.attack.Attack.Targets;
import org.tombola.data.Splits;
import org.tombola.mask.Mask;
import org.tombola.measure.Differentiable;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Probes;
import org.tombola.measure.TangentKernel;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Vectors;
import org.tombola.ticket.Ticket;

/** One comparison of a sparse network's tangent kernel with its dense twin's. */
final class KernelRunner {
  private KernelRunner() {}

  /** Passes it takes: examples, products with probes and slopes, logits; for both networks. */
  static Passes passes(Stage.Kernel stage, int images, int classes) {
    int points = Math.min(stage.points(), images);
    long products = 1 + (stage.probes() == 0 ? (long) points * classes : stage.probes());
    Passes network = new Passes(3, 0, 1).times(products).plus(new Passes(1, 0, 0));
    return network.times(2).plus(stage.crafting().passes()).times(points);
  }

  /** Compares the kernels a stage is of. */
  static Bundle run(Stage.Kernel stage, Surroundings surroundings) {
    Instant started = Instant.now();
    long clock = System.nanoTime();
    Training training = stage.training();
    Splits data = StageRunner.data(training, surroundings);
    try (Network network = StageRunner.network(training, data, surroundings)) {
      List<KernelRecord> found = rows(stage, network, data, surroundings);
      return new Bundle(
          StageResult.of(
                  stage,
                  (System.nanoTime() - clock) / 1e9,
                  network.passes(),
                  Provenance.here(surroundings.engine(), data.digest(), started),
                  new Found.Kernel(found))
              .json());
    }
  }

  /** The row; none where one of the trainings did not come so far. */
  private static List<KernelRecord> rows(
      Stage.Kernel stage, Network network, Splits data, Surroundings surroundings) {
    Optional<Ticket> dense = at(stage.dense(), stage.epoch(), network, data, surroundings);
    Optional<Ticket> sparse = at(stage.training(), stage.epoch(), network, data, surroundings);
    return dense.isEmpty() || sparse.isEmpty()
        ? List.of()
        : List.of(compare(stage, sparse.get(), dense.get(), network, data));
  }

  /** A mask and values where a training is after an epoch. */
  private static Optional<Ticket> at(
      Training training, int epoch, Network network, Splits data, Surroundings surroundings) {
    if (epoch == 0) {
      for (Stage.Train before : training.before()) {
        if (StageRunner.trained(StageRunner.input(before, surroundings)).diverged() != 0) {
          return Optional.empty();
        }
      }
      return Optional.of(Inputs.ticket(training, network, data, surroundings));
    }
    Bundle bundle = StageRunner.input(new Stage.Train(training, epoch), surroundings);
    StageResult.Trained trained = StageRunner.trained(bundle);
    if (trained.diverged() != 0 || trained.last() < epoch) {
      return Optional.empty();
    }
    Mask mask = Mask.of(network.layout(), BitSet.valueOf(bundle.bytes("mask")));
    return Optional.of(new Ticket(mask, bundle.floats("parameters")));
  }

  private static KernelRecord compare(
      Stage.Kernel stage, Ticket sparse, Ticket dense, Network network, Splits data) {
    long clock = System.nanoTime();
    Passes before = network.passes();
    Training training = stage.training();
    Key key = Key.ofSeed(training.seed()).child("kernel");
    int classes = data.train().classes();
    int points = Math.min(stage.points(), data.train().count());
    Differentiable function = Differentiable.of(network, Mode.EVAL, classes, training.batch());
    int[] places = IntStream.range(0, points).toArray();
    Targets targets = Evaluation.targets(data.train(), places);
    double[] ours = parameters(sparse);
    double[] theirs = parameters(dense);
    network.assign(Vectors.narrow(theirs));
    Images crafted = crafted(stage, network, targets, training.batch(), key.child("attack"));
    TangentKernel kernel = new TangentKernel(function, targets.images(), crafted);
    TangentKernel.Comparison found =
        kernel.compare(
            new TangentKernel.Point(ours, sparse.mask()::apply),
            new TangentKernel.Point(theirs, dense.mask()::apply),
            new Probes(kernel.size(), stage.probes(), key.child("probes")),
            (first, logits) -> slopes(logits, targets.labels(), first / classes, classes));
    return new KernelRecord(
        stage.epoch(),
        found.distance(),
        found.cosine(),
        found.velocityCosine(),
        found.logitDistance(),
        found.norm(),
        points,
        stage.probes(),
        network.passes().minus(before),
        (System.nanoTime() - clock) / 1e9);
  }

  private static double[] parameters(Ticket ticket) {
    double[] parameters = Vectors.wide(ticket.parameters());
    ticket.mask().apply(parameters);
    return parameters;
  }

  /** In batches as in training: all at once might be more than memory holds. */
  private static Images crafted(
      Stage.Kernel stage, Network network, Targets targets, int batch, Key key) {
    float[] all = new float[targets.images().pixels().length];
    for (int first = 0; first < targets.count(); first += batch) {
      int[] rows = IntStream.range(first, Math.min(first + batch, targets.count())).toArray();
      Images part = stage.crafting().of(network, targets.of(rows), Mode.EVAL, key);
      System.arraycopy(part.pixels(), 0, all, first * targets.shape().size(), part.pixels().length);
    }
    return new Images(all, targets.count(), targets.shape());
  }

  private static double[] slopes(double[] logits, int[] labels, int first, int classes) {
    int[] own = Arrays.copyOfRange(labels, first, first + logits.length / classes);
    return new CrossEntropy().at(new Logits(logits, classes), own).slopes();
  }
}
