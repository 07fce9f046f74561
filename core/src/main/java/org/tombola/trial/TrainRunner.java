package org.tombola.trial;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics.EpochResult;
import org.tombola.measure.Counts;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Flops;
import org.tombola.measure.Monitor;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.random.Key;
import org.tombola.tensor.Vectors;
import org.tombola.ticket.Ticket;
import org.tombola.train.Diverged;
import org.tombola.train.Trainer;

/** One training: draws the ticket, trains and measures epoch by epoch, saves where it stands. */
final class TrainRunner implements AutoCloseable {
  private final Stage.Train stage;
  private final Training training;
  private final Surroundings surroundings;
  private final Splits data;
  private final Key seed;
  private final Network network;
  private final Trainer trainer;
  private final Instant started = Instant.now();
  private final long clock = System.nanoTime();
  private final List<EpochRecord> epochs = new ArrayList<>();
  private final List<LayerRecord> layers = new ArrayList<>();
  private final double secondsBefore;
  private int bestEpoch;
  private String end = "";
  private float @Nullable [] best;

  /** Trains as far as a stage says, or gathers the members of a switch. */
  static Bundle run(Stage.Train stage, Surroundings surroundings) {
    for (Stage input : stage.inputs()) {
      StageResult result = StageRunner.described(input, surroundings.artifacts());
      if (result.found().outcome() instanceof Outcome.Diverged before) {
        return diverged(stage, before, result.provenance().dataDigest(), surroundings);
      }
    }
    return stage.training().classifier().train(stage, surroundings);
  }

  /** A ticket that cannot be drawn, because the training before it diverged, has diverged too. */
  private static Bundle diverged(
      Stage.Train stage, Outcome.Diverged before, String digest, Surroundings surroundings) {
    StageResult.Trained trained =
        StageResult.Trained.without(stage.until(), before, Double.NaN, Flops.UNKNOWN);
    return new Bundle(
        StageResult.of(
                stage,
                0,
                Passes.NONE,
                Provenance.here(surroundings.engine(), digest, Instant.now()),
                new Found.Train(trained))
            .json());
  }

  TrainRunner(Stage.Train stage, Surroundings surroundings, Splits data, Network network) {
    this.stage = stage;
    this.training = stage.training();
    this.surroundings = surroundings;
    this.data = data;
    this.seed = Key.ofSeed(training.seed());
    this.network = network;
    float[] initial = network.parameters();
    Optional<Resumed> resumed =
        surroundings
            .artifacts()
            .checkpoint(whole(), stage.until(), new Contents(stage).mostSaved(), this::resumed);
    this.secondsBefore = resumed.map(there -> there.saved().result().seconds()).orElse(0.0);
    if (resumed.isPresent()) {
      this.trainer = resumed.get().trainer();
      take(resumed.get().saved());
    } else {
      // a checkpoint that was of no use may have left its weights
      network.assign(initial);
      this.trainer = begun();
      describeLayers(0);
    }
  }

  private String whole() {
    return stage.whole().fingerprint();
  }

  private record Resumed(Saved saved, Trainer trainer) {}

  private Resumed resumed(Bundle checkpoint) {
    Saved saved = Saved.of(checkpoint, stage, network.layout());
    Contents.require(
        saved.trained().last() <= stage.until(), "the checkpoint is past the requested epoch");
    network.assign(saved.parameters());
    Trainer there = trainer(Mask.of(network.layout(), saved.state().mask()));
    try {
      there.resume(
          saved.state(), saved.trained().epochs().stream().map(TrainRunner::measured).toList());
      return new Resumed(saved, there);
    } catch (IllegalArgumentException e) {
      there.close();
      throw new IllegalStateException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      there.close();
      throw e;
    }
  }

  private void take(Saved saved) {
    epochs.addAll(saved.trained().epochs());
    layers.addAll(saved.trained().layers());
    bestEpoch = saved.trained().bestEpoch();
    best = saved.best();
  }

  private Trainer begun() {
    Ticket ticket = Inputs.ticket(training, network, data, surroundings);
    network.assign(ticket.parameters());
    return trainer(ticket.mask());
  }

  private Trainer trainer(Mask mask) {
    Trainer.Setup start =
        new Trainer.Setup(
            mask,
            training.ticket().motion(),
            training.ticket().watch(),
            Inputs.teachers(training, surroundings));
    return new Trainer(network, data.train(), training.plan(), start, seed);
  }

  private static EpochResult measured(EpochRecord epoch) {
    return new EpochResult(
        (double) epoch.runningCorrect() / epoch.runningImages(),
        epoch.validation().robustAccuracy(),
        epoch.validation().robustLoss());
  }

  /** Trains and measures up to the epoch asked for. */
  Bundle run() {
    int savedAt = done();
    long savedClock = clock;
    try {
      for (int epoch = done() + 1; epoch <= stage.until(); epoch++) {
        EpochRecord record = epoch(epoch);
        // the last step of all is followed by no other whose loss would tell
        for (double loss : record.losses()) {
          trainer.requireFinite(loss);
        }
        if (bestEpoch == 0
            || record.validation().robustAccuracy()
                > epochs
                    .get(bestEpoch - 1 - training.ticket().startsAfter())
                    .validation()
                    .robustAccuracy()) {
          bestEpoch = epoch;
          best = trainer.shown(() -> network.parameters());
        }
        boolean due =
            surroundings.checkpoints().due(epoch - savedAt, System.nanoTime() - savedClock);
        // the last of a shorter training is where a longer one goes on
        if (end.isEmpty() && epoch < training.epochs() && (due || epoch == stage.until())) {
          surroundings.artifacts().save(whole(), epoch, bundle(null, true));
          savedAt = epoch;
          savedClock = System.nanoTime();
        }
        surroundings.watcher().epoch(record);
        if (!end.isEmpty()) {
          break;
        }
      }
      return bundle(null, false);
    } catch (Diverged diverged) {
      return bundle(diverged, false);
    }
  }

  /** Epochs of the plan that are done. */
  private int done() {
    return epochs.isEmpty()
        ? training.ticket().startsAfter()
        : epochs.get(epochs.size() - 1).epoch();
  }

  private EpochRecord epoch(int epoch) throws Diverged {
    Passes passesBefore = network.passes();
    long trainClock = System.nanoTime();
    double trainCpu = ProcessorTime.of(network);
    Mask maskBefore = trainer.mask();
    Trainer.Epoch trained = trainer.epoch(epoch - 1, surroundings.watcher()::stepped);
    end = trained.end().orElse("");
    double trainSeconds = (System.nanoTime() - trainClock) / 1e9;
    double trainCpuSeconds = ProcessorTime.of(network) - trainCpu;
    Passes passesTrained = network.passes();
    long measureClock = System.nanoTime();
    Monitor monitor = training.monitor();
    List<Counts> counts =
        trainer.shown(
            () -> {
              // some layers turn a number that is none into one, so that no loss would tell
              if (!Vectors.finite(network.parameters())) {
                return List.of();
              }
              describeLayers(epoch);
              return List.of(
                  measured(data.train(), monitor.train(), SplitName.TRAIN),
                  measured(data.validation(), monitor.validation(), SplitName.VALIDATION),
                  measured(data.test(), monitor.test(), SplitName.TEST));
            });
    if (counts.isEmpty()) {
      trainer.requireFinite(Double.NaN);
    }
    EpochRecord record =
        new EpochRecord(
            epoch,
            trained.learningRate(),
            trained.loss(),
            trained.right(),
            trained.images(),
            counts.get(0),
            counts.get(1),
            counts.get(2),
            trainer.mask().sparsity(),
            maskBefore.difference(trainer.mask()),
            trainSeconds,
            trainCpuSeconds,
            (System.nanoTime() - measureClock) / 1e9,
            passesTrained.minus(passesBefore),
            network.passes().minus(passesTrained),
            trained.alarm());
    epochs.add(record);
    trainer.measured(measured(record));
    return record;
  }

  private Counts measured(ImageData images, int count, SplitName split) {
    return new Evaluation(training.monitor().attack(), training.batch())
        .of(
            network,
            images,
            count,
            seed.child("monitor").child(split.toString()),
            surroundings.watcher()::stepped);
  }

  private void describeLayers(int epoch) {
    Mask mask = trainer.mask();
    float[] parameters = network.parameters();
    int position = 0;
    for (Slice slice : network.layout().prunable()) {
      layers.add(
          new LayerRecord(
              epoch,
              slice.layer(),
              position++,
              slice.length(),
              mask.kept(slice),
              slice.nonzero(parameters)));
    }
  }

  private Bundle bundle(@Nullable Diverged diverged, boolean resumable) {
    Trainer.State state = trainer.state();
    StageResult.Trained trained =
        new StageResult.Trained(
            stage.until(),
            epochs,
            layers,
            diverged == null ? 0 : diverged.step(),
            diverged == null ? 0 : diverged.loss(),
            bestEpoch,
            // weights that are no numbers are not zeros either: there the mask has to tell
            diverged == null ? trainer.shown(this::zeroShare) : trainer.mask().sparsity(),
            flops(),
            end,
            state.step(),
            state.keptSum());
    StageResult result =
        StageResult.of(
            stage,
            secondsBefore + (System.nanoTime() - clock) / 1e9,
            epochs.stream()
                .map(epoch -> epoch.trainPasses().plus(epoch.measurePasses()))
                .reduce(Passes.NONE, Passes::plus),
            Provenance.here(surroundings.engine(), data.digest(), started),
            new Found.Train(trained));
    Map<String, Object> arrays = new LinkedHashMap<>();
    float[] raw = network.parameters();
    float[] shown = trainer.shown(() -> network.parameters());
    arrays.put("parameters", resumable ? raw : shown);
    // the best network is the one shown: where that is not the one that goes on, it is kept apart
    if (best != null && (bestEpoch != done() || (resumable && !Arrays.equals(raw, shown)))) {
      arrays.put("best", best);
    }
    arrays.put("mask", state.mask().toByteArray());
    if (resumable) {
      arrays.putAll(state.arrays());
    }
    return new Bundle(result.json(), arrays);
  }

  /** Counted in the weights, not in the mask. */
  private double zeroShare() {
    float[] parameters = network.parameters();
    long weights = 0;
    long nonzero = 0;
    for (Slice slice : network.layout().prunable()) {
      weights += slice.length();
      nonzero += slice.nonzero(parameters);
    }
    return weights == 0 ? 0 : 1 - (double) nonzero / weights;
  }

  private Flops flops() {
    Passes passes = epochs.stream().map(EpochRecord::trainPasses).reduce(Passes.NONE, Passes::plus);
    return Flops.of(
        network.layout(),
        data.train().shape().width(),
        trainer.mask().counts(),
        trainer.meanKept(),
        new Flops.Training(
            data.train().count(),
            // a replay is a training step more, with an example of its own
            epochs.size() * training.recipe().replays(),
            training.recipe().attackSteps(),
            passes));
  }

  @Override
  public void close() {
    trainer.close();
  }
}
