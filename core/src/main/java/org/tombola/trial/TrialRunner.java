package org.tombola.trial;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack;
import org.tombola.data.ImageData;
import org.tombola.data.Progress;
import org.tombola.data.Splits;
import org.tombola.measure.Counts;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Flops;
import org.tombola.measure.Monitor;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.ticket.Mask;
import org.tombola.train.Diverged;
import org.tombola.train.Trainer;

/** Runs one trial, start to finish, in this JVM and on this thread. */
public final class TrialRunner {

  /**
   * What a run needs that its result does not depend on.
   *
   * @param data folder to look for data sets in first; null to look in the usual places only
   * @param watcher told of every finished epoch
   * @param fetching told how far a download of the data set is, where there is one
   */
  public record Surroundings(
      @Nullable Path data, Consumer<EpochRecord> watcher, Consumer<Progress> fetching) {

    /** Nobody asks how far a download is. */
    public Surroundings(@Nullable Path data, Consumer<EpochRecord> watcher) {
      this(data, watcher, progress -> {});
    }
  }

  private final TrialSpec spec;
  private final Consumer<EpochRecord> watcher;
  private final Splits data;
  private final Key seed;
  private final Network network;
  private final List<EpochRecord> epochs = new ArrayList<>();
  private final List<EvaluationRecord> evaluations = new ArrayList<>();
  private final List<LayerRecord> layers = new ArrayList<>();

  private TrialRunner(TrialSpec spec, Surroundings surroundings) {
    this.spec = spec;
    this.watcher = surroundings.watcher();
    this.data = LoadedData.of(spec, surroundings.data(), surroundings.fetching());
    this.seed = Key.ofSeed(spec.seed());
    this.network =
        Network.of(
            spec.network(),
            data.train().shape(),
            data.normalisation(),
            data.train().classes(),
            seed.child("init"));
  }

  /**
   * Trains and measures a network.
   *
   * @return what was measured; divergence is an outcome in it
   * @throws IllegalArgumentException if what the specification asks for cannot be made
   * @throws java.io.UncheckedIOException if data cannot be read; the caller may retry
   * @throws OutOfMemoryError and other errors of the JVM; the caller may retry
   */
  public static TrialRecord run(TrialSpec spec, Surroundings surroundings) {
    Instant started = Instant.now();
    long clock = System.nanoTime();
    TrialRunner runner = new TrialRunner(spec, surroundings);
    try (Network closing = runner.network) {
      return runner.run(started, clock);
    }
  }

  private TrialRecord run(Instant started, long clock) {
    Mask mask = spec.ticket().draw(network, seed.child("ticket"));
    Trainer.Plan plan =
        new Trainer.Plan(
            spec.recipe(),
            spec.optimizer(),
            spec.schedule(),
            spec.epochs(),
            spec.batch(),
            spec.augment());
    Outcome outcome = new Outcome.Completed();
    Checkpoint best = null;
    Flops flops;
    double sparsity;
    try (Trainer trainer =
        new Trainer(network, data.train(), plan, mask, spec.ticket().dynamics(), seed)) {
      describeLayers(0, trainer.mask());
      try {
        for (int epoch = 1; epoch <= spec.epochs(); epoch++) {
          EpochRecord record = epoch(trainer, epoch);
          // the last step of all is followed by no other whose loss would tell
          trainer.requireFinite(record.train().standardLoss());
          double robust = record.validation().robustAccuracy();
          if (best == null || robust > best.robust()) {
            if (best != null) {
              best.parameters().close();
            }
            best = new Checkpoint(epoch, robust, network.parameters().dup());
          }
        }
        evaluate(best);
      } catch (Diverged diverged) {
        outcome = new Outcome.Diverged(diverged.step(), diverged.loss());
      }
      // weights that are no numbers are not zeros either: there the mask has to tell
      sparsity = outcome instanceof Outcome.Completed ? zeroShare() : trainer.mask().sparsity();
      flops = flops(trainer);
    }
    int bestEpoch = best == null ? 0 : best.epoch();
    if (best != null) {
      best.parameters().close();
    }
    return new TrialRecord(
        TrialId.of(spec),
        spec,
        outcome,
        sparsity,
        bestEpoch,
        epochs,
        evaluations,
        layers,
        flops,
        (System.nanoTime() - clock) / 1e9,
        Provenance.here(data.digest(), started));
  }

  private record Checkpoint(int epoch, double robust, INDArray parameters) {}

  private EpochRecord epoch(Trainer trainer, int epoch) throws Diverged {
    Passes passesBefore = network.passes();
    long trainClock = System.nanoTime();
    Mask maskBefore = trainer.mask();
    Trainer.Epoch trained = trainer.epoch(epoch - 1);
    double trainSeconds = (System.nanoTime() - trainClock) / 1e9;
    Passes passesTrained = network.passes();
    long measureClock = System.nanoTime();
    Monitor monitor = spec.monitor();
    Evaluation evaluation = new Evaluation(monitor.attack(), spec.batch());
    Key key = seed.child("monitor");
    Counts train = evaluation.of(network, data.train(), monitor.train(), key.child("train"));
    Counts validation =
        evaluation.of(network, data.validation(), monitor.validation(), key.child("validation"));
    Counts test = evaluation.of(network, data.test(), monitor.test(), key.child("test"));
    describeLayers(epoch, trainer.mask());
    EpochRecord record =
        new EpochRecord(
            epoch,
            trained.learningRate(),
            trained.loss(),
            trained.right(),
            trained.images(),
            train,
            validation,
            test,
            trainer.mask().sparsity(),
            maskBefore.difference(trainer.mask()),
            trainSeconds,
            (System.nanoTime() - measureClock) / 1e9,
            passesTrained.minus(passesBefore),
            network.passes().minus(passesTrained));
    epochs.add(record);
    watcher.accept(record);
    return record;
  }

  private void describeLayers(int epoch, Mask mask) {
    int position = 0;
    for (Slice slice : network.layout().prunable()) {
      layers.add(
          new LayerRecord(
              epoch,
              slice.name().substring(0, slice.name().lastIndexOf('/')),
              position++,
              slice.length(),
              mask.kept(slice),
              network.nonzero(slice)));
    }
  }

  /** Judges the final network and the best one; leaves the final one in force. */
  private void evaluate(@Nullable Checkpoint best) {
    List<EvaluationRecord> last = evaluate("final", spec.epochs());
    if (best == null || best.epoch() == spec.epochs()) {
      last.forEach(record -> evaluations.add(record.as("best")));
    } else {
      try (INDArray kept = network.parameters().dup()) {
        network.assign(best.parameters());
        evaluations.addAll(evaluate("best", best.epoch()));
        network.assign(kept);
      }
    }
    evaluations.addAll(last);
  }

  private List<EvaluationRecord> evaluate(String checkpoint, int epoch) {
    List<EvaluationRecord> records = new ArrayList<>();
    for (Attack attack : spec.evaluate()) {
      records.add(evaluate(checkpoint, epoch, "train", data.train(), attack));
      records.add(evaluate(checkpoint, epoch, "validation", data.validation(), attack));
      records.add(evaluate(checkpoint, epoch, "test", data.test(), attack));
    }
    return records;
  }

  private EvaluationRecord evaluate(
      String checkpoint, int epoch, String split, ImageData images, Attack attack) {
    Passes before = network.passes();
    long clock = System.nanoTime();
    Key key = seed.child("evaluate").child(split);
    Counts counts = new Evaluation(attack, spec.batch()).of(network, images, 0, key);
    return EvaluationRecord.of(
        checkpoint,
        epoch,
        split,
        attack,
        counts,
        network.passes().minus(before),
        (System.nanoTime() - clock) / 1e9);
  }

  /** Counted in the weights, not in the mask. */
  private double zeroShare() {
    long weights = 0;
    long nonzero = 0;
    for (Slice slice : network.layout().prunable()) {
      weights += slice.length();
      nonzero += network.nonzero(slice);
    }
    return weights == 0 ? 0 : 1 - (double) nonzero / weights;
  }

  private Flops flops(Trainer trainer) {
    Passes passes = epochs.stream().map(EpochRecord::trainPasses).reduce(Passes.NONE, Passes::plus);
    return Flops.of(
        network.layout(),
        data.train().shape().width(),
        trainer.mask().counts(),
        trainer.meanKept(),
        new Flops.Training(
            data.train().count(), spec.epochs(), spec.recipe().attackSteps(), passes));
  }
}
