package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Pgd;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Mode;
import org.tombola.network.SmallCnn;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.Igq;
import org.tombola.ticket.MagnitudeAtInit;
import org.tombola.ticket.OneShotMagnitude;
import org.tombola.ticket.RobustScratchTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Constant;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;

class StageTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.1");
  private static final Attack ATTACK = new Pgd(Norm.LINF, EPSILON, Epsilon.parse("0.05"), 3, 1);

  /** Keeps every checkpoint of one training. */
  private static final class Kept implements Artifacts {
    final Map<String, byte[]> results = new TreeMap<>();
    final NavigableMap<Integer, byte[]> checkpoints = new TreeMap<>();
    final List<String> passedOver = new ArrayList<>();
    int resumedAt;

    @Override
    public Optional<Bundle> find(String fingerprint, long most) {
      return Optional.ofNullable(results.get(fingerprint)).map(StageTest::read);
    }

    @Override
    public void damaged(String fingerprint, String why) {}

    @Override
    public void keep(String fingerprint, Bundle result) {
      results.put(fingerprint, written(result));
    }

    @Override
    public <T> Optional<T> checkpoint(
        String fingerprint, int until, long most, Function<Bundle, T> reader) {
      resumedAt = 0;
      for (var entry : checkpoints.headMap(until, true).descendingMap().entrySet()) {
        try {
          Optional<T> found = Optional.of(reader.apply(read(entry.getValue())));
          resumedAt = entry.getKey();
          return found;
        } catch (IllegalStateException e) {
          passedOver.add(e.getMessage());
        }
      }
      return Optional.empty();
    }

    @Override
    public void save(String fingerprint, int epoch, Bundle checkpoint) {
      checkpoints.put(epoch, written(checkpoint));
    }

    @Override
    public void prune(String fingerprint) {}
  }

  private static byte[] written(Bundle bundle) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      bundle.write(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Bundle read(byte[] file) {
    try {
      return Bundle.read(new ByteArrayInputStream(file), 1 << 20);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static TrialSpec spec(TicketMethod ticket) {
    return new TrialSpec(
        new Training(
            new Shapes(),
            new Split(96, 32, 32, Split.Order.FILE, 10),
            new org.tombola.data.None(),
            new SmallCnn(4),
            ticket,
            new PgdAt(Norm.LINF, EPSILON, Epsilon.parse("0.05"), 2, Mode.TRAIN),
            new Sgd(0.05, 0.9, 5e-4),
            new Constant(),
            4,
            16,
            new Monitor(ATTACK, 32, 0, 0),
            3),
        List.of(ATTACK, new Fgsm()),
        new Kernels(),
        false);
  }

  private static TicketMethod bird() {
    return new FlyingBird(0.6, new Igq(), 0.5, 0.005, 4, 4, 0.5, FlyingBird.Growth.RANDOM);
  }

  static Surroundings every(Artifacts artifacts) {
    return new Surroundings(
        null,
        artifacts,
        new Checkpoints(1, java.time.Duration.ofDays(1)),
        Surroundings.Watcher.NOBODY);
  }

  static List<String> results(Bundle bundle) {
    StageResult.Trained trained = StageRunner.trained(bundle);
    List<String> all = new ArrayList<>();
    trained.epochs().forEach(e -> all.add(withoutTimes(e).toString()));
    trained.layers().forEach(l -> all.add(l.toString()));
    all.add(trained.bestEpoch() + " " + trained.sparsity() + " " + trained.flops());
    all.add(trained.step() + " " + Arrays.toString(trained.keptSum()));
    bundle
        .arrays()
        .forEach(
            (name, array) ->
                all.add(
                    name
                        + (array instanceof float[] floats
                            ? Arrays.hashCode(floats)
                            : Arrays.hashCode((byte[]) array))));
    return all;
  }

  private static EpochRecord withoutTimes(EpochRecord e) {
    return new EpochRecord(
        e.epoch(),
        e.learningRate(),
        e.trainLoss(),
        e.runningCorrect(),
        e.runningImages(),
        e.train(),
        e.validation(),
        e.test(),
        e.sparsity(),
        e.maskChange(),
        0,
        0,
        0,
        e.trainPasses(),
        e.measurePasses(),
        e.alarm());
  }

  static Stream<TicketMethod> tickets() {
    return Stream.of(bird(), new RobustScratchTicket());
  }

  @ParameterizedTest
  @MethodSource("tickets")
  void aTrainingInterruptedAfterAnyEpochEndsAsIfItHadNotBeen(TicketMethod ticket) {
    Stage.Train stage = new Stage.Train(spec(ticket).training());
    Kept undisturbed = new Kept();
    StageRunner.run(stage, every(undisturbed));
    assertThat(undisturbed.checkpoints).containsOnlyKeys(1, 2, 3);
    List<String> expected = results(undisturbed.find(stage).orElseThrow());
    for (int lost = 1; lost <= 3; lost++) {
      Kept resumed = new Kept();
      resumed.checkpoints.putAll(undisturbed.checkpoints.headMap(lost, true));
      StageRunner.run(stage, every(resumed));
      assertThat(resumed.resumedAt).isEqualTo(lost);
      assertThat(results(resumed.find(stage).orElseThrow())).isEqualTo(expected);
    }
  }

  @Test
  void aCheckpointThatLacksSomethingIsPassedOverForTheOneBefore() {
    Stage.Train stage = new Stage.Train(spec(bird()).training());
    Kept undisturbed = new Kept();
    StageRunner.run(stage, every(undisturbed));
    Bundle sound = read(undisturbed.checkpoints.get(2));
    Map<String, Object> without = new TreeMap<>(sound.arrays());
    without.remove("velocity");
    Map<String, Object> shorter = new TreeMap<>(sound.arrays());
    shorter.put("parameters", new float[3]);
    Map<Bundle, String> broken =
        Map.of(
            new Bundle(sound.json(), without),
            "Cannot go on: the state is of another network than one of ",
            new Bundle(sound.json(), shorter),
            "Cannot use the result of a stage: parameters has 3 weights, the network "
                + sound.floats("parameters").length,
            new Bundle("[]", sound.arrays()),
            "Cannot read a stage's result: Cannot deserialize value of type");
    broken.forEach(
        (bundle, why) -> {
          Kept resumed = new Kept();
          resumed.checkpoints.putAll(undisturbed.checkpoints.headMap(1, true));
          resumed.checkpoints.put(2, written(bundle));
          StageRunner.run(stage, every(resumed));
          assertThat(resumed.resumedAt).isEqualTo(1);
          assertThat(resumed.passedOver).singleElement().asString().startsWith(why);
          assertThat(results(resumed.find(stage).orElseThrow()))
              .isEqualTo(results(undisturbed.find(stage).orElseThrow()));
        });
  }

  @Test
  void aStageWhoseInputIsGoneSaysWhichOne() {
    TrialSpec spec = spec(new Dense());
    List<Stage> stages = Stage.of(spec);
    String training = stages.get(0).fingerprint();
    assertThatThrownBy(() -> StageRunner.run(stages.get(1), every(new Kept())))
        .isInstanceOfSatisfying(
            MissingResult.class, e -> assertThat(e.fingerprint()).isEqualTo(training))
        .hasMessage(
            "Cannot go on from a training: the result of stage "
                + training
                + " is missing or damaged");
    assertThatThrownBy(() -> TrialRecord.of(spec, spec.training().epochs(), new Kept()))
        .isInstanceOf(MissingResult.class)
        .hasMessage(
            "Cannot put the trial together: the result of stage "
                + training
                + " is missing or damaged");
  }

  @Test
  void aTrainingThatPausesGoesOnAsIfItHadNot() {
    Stage.Train whole = new Stage.Train(spec(bird()).training());
    Kept undisturbed = new Kept();
    StageRunner.run(whole, every(undisturbed));
    Kept paused = new Kept();
    Surroundings rarely =
        new Surroundings(null, paused, Checkpoints.NEVER, Surroundings.Watcher.NOBODY);
    StageRunner.run(new Stage.Train(whole.training(), 2), rarely);
    assertThat(paused.checkpoints).containsOnlyKeys(2);
    StageRunner.run(whole, rarely);
    assertThat(paused.resumedAt).isEqualTo(2);
    assertThat(results(paused.find(whole).orElseThrow()))
        .isEqualTo(results(undisturbed.find(whole).orElseThrow()));
  }

  @Test
  void aTrialStoppedEarlyKeepsItsEpochsAndIsNotEvaluated() {
    TrialSpec spec = spec(new Dense());
    Kept kept = new Kept();
    StageRunner.run(new Stage.Train(spec.training(), 2), every(kept));
    TrialRecord record = TrialRecord.of(spec, 2, kept);
    assertThat(record.outcome()).isEqualTo(new Outcome.Stopped(2));
    assertThat(record.trained().epochs()).hasSize(2);
    assertThat(record.measured().evaluations()).isEmpty();
  }

  @Test
  void stagesComeBackEqualFromTheirJson() {
    for (Stage stage : Stage.of(spec(new OneShotMagnitude()))) {
      String json = org.tombola.method.Canonical.json(stage);
      assertThat(org.tombola.method.Canonical.read(json, Stage.class)).isEqualTo(stage);
    }
  }

  @Test
  void aOneShotTicketSharesTheDenseTraining() {
    List<Stage> stages = Stage.of(spec(new OneShotMagnitude()));
    assertThat(stages)
        .extracting(Stage::kind)
        .containsExactly("train", "train", "evaluate", "evaluate");
    assertThat(stages.get(0)).isEqualTo(Stage.of(spec(new Dense())).get(0));
    assertThat(stages.get(0).fingerprint())
        .isEqualTo(Stage.of(spec(new Dense())).get(0).fingerprint())
        .matches("[0-9a-f]{20}")
        .isNotEqualTo(stages.get(1).fingerprint());
  }

  @Test
  void aOneShotTicketIsDrawnFromTheTrainedWeightsAndRewound() {
    TrialSpec spec = spec(new OneShotMagnitude(0.5, MagnitudeAtInit.Scope.GLOBAL));
    Kept kept = new Kept();
    TrialRecord record =
        TrialRunner.run(
            spec, new Surroundings(null, kept, Checkpoints.NEVER, Surroundings.Watcher.NOBODY));
    TrialRecord dense = TrialRunner.run(spec(new Dense()), every(kept));
    assertThat(record.trained().sparsity())
        .isEqualTo(0.5, org.assertj.core.api.Assertions.within(1e-3));
    assertThat(record.before().epochs()).isEqualTo(4);
    assertThat(record.before().macs()).isEqualTo(dense.trained().flops().trainingMacs());
    Bundle trained = kept.find(Stage.of(spec).get(0)).orElseThrow();
    Bundle pruned = kept.find(Stage.of(spec).get(1)).orElseThrow();
    // every kept prunable weight was at least as large in the trained network as any dropped one
    float[] weights = trained.floats("parameters");
    java.util.BitSet all = java.util.BitSet.valueOf(trained.bytes("mask"));
    java.util.BitSet mask = java.util.BitSet.valueOf(pruned.bytes("mask"));
    double smallestKept = mask.stream().mapToDouble(i -> Math.abs(weights[i])).min().orElseThrow();
    double largestDropped =
        all.stream()
            .filter(i -> !mask.get(i))
            .mapToDouble(i -> Math.abs(weights[i]))
            .max()
            .orElseThrow();
    assertThat(smallestKept).isGreaterThanOrEqualTo(largestDropped);
  }

  @Test
  void aTicketWhoseDenseTrainingDivergedHasDivergedToo() {
    TrialSpec spec = spec(new OneShotMagnitude());
    Training of = spec.training();
    TrialSpec wild =
        new TrialSpec(
            new Training(
                of.data(),
                of.split(),
                of.augment(),
                of.network(),
                of.ticket(),
                of.recipe(),
                new Sgd(1e30, 0.9, 5e-4),
                of.schedule(),
                4,
                16,
                of.monitor(),
                3),
            spec.evaluate(),
            new Kernels(),
            false);
    TrialRecord record = TrialRunner.run(wild, every(new Kept()));
    assertThat(record.outcome()).isInstanceOf(Outcome.Diverged.class);
    assertThat(record.measured().evaluations()).isEmpty();
  }

  @Test
  void aCutOrChangedBundleIsNoBundle() {
    Bundle bundle =
        new Bundle(
            "{\"a\":1}",
            new TreeMap<>(Map.of("x", new float[] {1, -0f, Float.NaN}, "y", new byte[] {3})));
    byte[] file = written(bundle);
    Bundle again = read(file);
    assertThat(again.json()).isEqualTo(bundle.json());
    assertThat(again.floats("x")).isEqualTo(bundle.floats("x"));
    assertThat(again.bytes("y")).isEqualTo(bundle.bytes("y"));
    int refused = 0;
    for (int length = 0; length < file.length; length++) {
      try {
        Bundle cut = Bundle.read(new ByteArrayInputStream(Arrays.copyOf(file, length)), 1 << 20);
        // only the zip's directory was lost, which repeats what the entries say
        assertThat(cut.floats("x")).isEqualTo(bundle.floats("x"));
        assertThat(cut.bytes("y")).isEqualTo(bundle.bytes("y"));
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(file.length / 2);
    byte[] changed = file.clone();
    changed[file.length / 4] ^= 4;
    assertThatThrownBy(() -> Bundle.read(new ByteArrayInputStream(changed), 1 << 20))
        .isInstanceOf(IOException.class);
  }
}
