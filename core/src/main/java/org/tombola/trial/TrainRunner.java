package org.tombola.trial;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.measure.Counts;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Flops;
import org.tombola.measure.Monitor;
import org.tombola.method.Canonical;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.ticket.Mask;
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
  private float @Nullable [] best;

  TrainRunner(Stage.Train stage, Surroundings surroundings, Splits data, Network network) {
    this.stage = stage;
    this.training = stage.training();
    this.surroundings = surroundings;
    this.data = data;
    this.seed = Key.ofSeed(training.seed());
    this.network = network;
    Optional<Saved> saved =
        surroundings
            .artifacts()
            .checkpoint(whole(), stage.until(), bundle -> Saved.of(bundle, network.layout()));
    this.secondsBefore = saved.map(there -> there.result().seconds()).orElse(0.0);
    this.trainer = saved.map(this::resumed).orElseGet(this::begun);
    if (saved.isEmpty()) {
      describeLayers(0);
    }
  }

  private String whole() {
    return new Stage.Train(training).fingerprint();
  }

  private static Trainer.Plan plan(Training training) {
    return new Trainer.Plan(
        training.recipe(),
        training.optimizer(),
        training.schedule(),
        training.epochs(),
        training.batch(),
        training.augment());
  }

  private Mask drawn() {
    Key key = seed.child("ticket");
    List<Stage> inputs = stage.inputs();
    if (inputs.isEmpty()) {
      return training.ticket().draw(network, key);
    }
    float[] parameters = StageRunner.input(inputs.get(0), surroundings).floats("parameters");
    try (INDArray trained = Nd4j.createFromArray(parameters)) {
      return training.ticket().draw(network, trained, key);
    }
  }

  private Trainer begun() {
    return new Trainer(
        network, data.train(), plan(training), drawn(), training.ticket().dynamics(), seed);
  }

  private Trainer resumed(Saved saved) {
    StageRunner.assign(network, saved.parameters());
    epochs.addAll(saved.trained().epochs());
    layers.addAll(saved.trained().layers());
    bestEpoch = saved.trained().bestEpoch();
    best = saved.best();
    return new Trainer(
        network, data.train(), plan(training), saved.state(), training.ticket().dynamics(), seed);
  }

  Bundle run() {
    int savedAt = epochs.size();
    long savedClock = clock;
    try {
      for (int epoch = epochs.size() + 1; epoch <= stage.until(); epoch++) {
        EpochRecord record = epoch(epoch);
        // the last step of all is followed by no other whose loss would tell
        trainer.requireFinite(record.train().standardLoss());
        if (bestEpoch == 0
            || record.validation().robustAccuracy()
                > epochs.get(bestEpoch - 1).validation().robustAccuracy()) {
          bestEpoch = epoch;
          best = network.parameters().toFloatVector();
        }
        boolean due =
            surroundings.checkpoints().due(epoch - savedAt, System.nanoTime() - savedClock);
        // the last of a shorter training is where a longer one goes on
        if (epoch < training.epochs() && (due || epoch == stage.until())) {
          surroundings.artifacts().save(whole(), epoch, bundle(null, true));
          savedAt = epoch;
          savedClock = System.nanoTime();
        }
        surroundings.watcher().epoch(record);
      }
      return bundle(null, false);
    } catch (Diverged diverged) {
      return bundle(diverged, false);
    }
  }

  private EpochRecord epoch(int epoch) throws Diverged {
    Passes passesBefore = network.passes();
    long trainClock = System.nanoTime();
    Mask maskBefore = trainer.mask();
    Trainer.Epoch trained = trainer.epoch(epoch - 1, surroundings.watcher()::stepped);
    double trainSeconds = (System.nanoTime() - trainClock) / 1e9;
    Passes passesTrained = network.passes();
    long measureClock = System.nanoTime();
    Monitor monitor = training.monitor();
    Counts train = measured(data.train(), monitor.train(), "train");
    Counts validation = measured(data.validation(), monitor.validation(), "validation");
    Counts test = measured(data.test(), monitor.test(), "test");
    describeLayers(epoch);
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
    return record;
  }

  private Counts measured(ImageData images, int count, String split) {
    return new Evaluation(training.monitor().attack(), training.batch())
        .of(
            network,
            images,
            count,
            seed.child("monitor").child(split),
            surroundings.watcher()::stepped);
  }

  private void describeLayers(int epoch) {
    Mask mask = trainer.mask();
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
            diverged == null ? zeroShare() : trainer.mask().sparsity(),
            flops(),
            state.step(),
            state.keptSum());
    StageResult result =
        new StageResult(
            stage.kind(),
            Canonical.json(stage),
            secondsBefore + (System.nanoTime() - clock) / 1e9,
            epochs.stream()
                .map(epoch -> epoch.trainPasses().plus(epoch.measurePasses()))
                .reduce(Passes.NONE, Passes::plus),
            Provenance.here(data.digest(), started),
            trained,
            null);
    Map<String, Object> arrays = new LinkedHashMap<>();
    if (resumable || stage.whole()) {
      arrays.put("parameters", network.parameters().toFloatVector());
      if (best != null && bestEpoch != epochs.size()) {
        arrays.put("best", best);
      }
      arrays.put("mask", state.mask().toByteArray());
    }
    if (resumable) {
      arrays.put("velocity", state.velocity());
    }
    return new Bundle(result.json(), arrays);
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

  private Flops flops() {
    Passes passes = epochs.stream().map(EpochRecord::trainPasses).reduce(Passes.NONE, Passes::plus);
    return Flops.of(
        network.layout(),
        data.train().shape().width(),
        trainer.mask().counts(),
        trainer.meanKept(),
        new Flops.Training(
            data.train().count(), epochs.size(), training.recipe().attackSteps(), passes));
  }

  @Override
  public void close() {
    trainer.close();
  }
}
