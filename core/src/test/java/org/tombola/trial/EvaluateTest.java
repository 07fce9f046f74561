package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Extent;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Limited;
import org.tombola.attack.Pgd;
import org.tombola.attack.Square;
import org.tombola.attack.Transfer;
import org.tombola.attack.Twin;
import org.tombola.attack.WorstOf;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Checkpoint;
import org.tombola.network.SmallCnn;
import org.tombola.network.SplitName;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.ticket.RandomRstSwitch;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Constant;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;

/** Evaluations of tiny trainings: interrupted, limited, crafted elsewhere, image by image. */
class EvaluateTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.03");
  private static final Pgd PGD = new Pgd(Norm.LINF, EPSILON, Epsilon.parse("0.01"), 3, 1);
  private static final Attack WORST =
      new WorstOf(
          List.of(
              new Pgd(Norm.LINF, EPSILON, Epsilon.parse("0.01"), 3, 2),
              new Square(Norm.LINF, EPSILON, 10, 0.8, 1)));
  private static final Artifacts TRAINED = Artifacts.inMemory();

  private static TrialSpec spec(TicketMethod ticket, boolean predictions, Attack... attacks) {
    return new TrialSpec(
        new Training(
            new Shapes(192, 64, 12, 1, 0.05),
            new Split(128, 64, 64, Split.Order.FILE, 0),
            new org.tombola.data.None(),
            new SmallCnn(4),
            ticket,
            new Standard(),
            new Sgd(0.05, 0.9, 5e-4),
            new Constant(),
            3,
            8,
            new Monitor(new Fgsm(Norm.LINF, EPSILON), 8, 32, 8),
            3),
        List.of(attacks),
        new Kernels(),
        predictions);
  }

  private static TrialSpec spec(Attack... attacks) {
    return spec(new Dense(), false, attacks);
  }

  @BeforeAll
  static void train() {
    run(new Stage.Train(spec(PGD).training()), TRAINED, Checkpoints.NEVER);
  }

  private static Bundle run(Stage stage, Artifacts artifacts, Checkpoints checkpoints) {
    StageRunner.run(
        stage, new Surroundings(null, artifacts, checkpoints, Surroundings.Watcher.NOBODY));
    return artifacts.find(stage).orElseThrow();
  }

  private static Stage evaluate(Attack attack) {
    return new Stage.Evaluate(spec(attack).training(), attack);
  }

  private static List<EvaluationRecord> records(Bundle bundle) {
    List<EvaluationRecord> records = StageResult.read(bundle.json()).found().evaluations();
    assertThat(records).isNotNull();
    return records;
  }

  /** Rows without seconds, and all arrays. */
  private static List<String> results(Bundle bundle) {
    List<String> all =
        records(bundle).stream()
            .map(
                e ->
                    List.of(
                            e.checkpoint(),
                            e.split(),
                            e.counts(),
                            e.broken(),
                            String.valueOf(e.suspicion()),
                            e.passes())
                        .toString())
            .collect(Collectors.toList());
    bundle.arrays().forEach((name, array) -> all.add(name + Arrays.hashCode((float[]) array)));
    return all;
  }

  /** Keeps every saved state; the one asked for is there to go on from. */
  private static final class Saving implements Artifacts {
    final Map<Integer, Bundle> saved = new TreeMap<>();
    final Artifacts results = Artifacts.inMemory();
    int passedOver;

    @Override
    public java.util.Optional<Bundle> find(String fingerprint, long most) {
      return results.find(fingerprint, most).or(() -> TRAINED.find(fingerprint, most));
    }

    @Override
    public void damaged(String fingerprint, String why) {}

    @Override
    public void keep(String fingerprint, Bundle result) {
      results.keep(fingerprint, result);
    }

    @Override
    public <T> java.util.Optional<T> checkpoint(
        String fingerprint, int until, long most, java.util.function.Function<Bundle, T> reader) {
      try {
        return saved.entrySet().stream()
            .reduce((first, second) -> second)
            .map(last -> reader.apply(last.getValue()));
      } catch (IllegalStateException e) {
        passedOver++;
        return java.util.Optional.empty();
      }
    }

    @Override
    public void save(String fingerprint, int epoch, Bundle checkpoint) {
      assertThat(saved.put(epoch, checkpoint)).isNull();
    }

    @Override
    public void prune(String fingerprint) {}
  }

  @Test
  void anEvaluationInterruptedAfterAnyGroupOfBatchesEndsAsIfItHadNotBeen() {
    Stage stage = evaluate(WORST);
    Checkpoints always = new Checkpoints(1, Duration.ZERO);
    Saving undisturbed = new Saving();
    List<String> expected = results(run(stage, undisturbed, always));
    // three rounds of at least one group on each of three splits
    assertThat(undisturbed.saved).hasSizeGreaterThanOrEqualTo(9);
    for (Map.Entry<Integer, Bundle> cut : undisturbed.saved.entrySet()) {
      Saving resumed = new Saving();
      resumed.saved.put(-1, cut.getValue());
      assertThat(results(run(stage, resumed, always))).isEqualTo(expected);
      assertThat(resumed.saved.keySet()).allMatch(at -> at == -1 || at > cut.getKey());
    }
  }

  /** One saved state, broken in several ways. */
  private static List<Bundle> broken(Bundle sound) {
    List<Bundle> broken = new ArrayList<>();
    broken.add(with(sound, "state.loss", Arrays.copyOf(sound.floats("state.loss"), 10)));
    broken.add(with(sound, "state.moved", new byte[64]));
    broken.add(with(sound, "state.broken_in", filled(64, 0.5f)));
    broken.add(with(sound, "state.broken_in", filled(64, 1)));
    broken.add(with(sound, "state.broken_in", filled(64, Float.NaN)));
    broken.add(with(sound, "state.done", new float[] {2, 0}));
    broken.add(with(sound, "state.done", new float[] {0, 65}));
    broken.add(with(sound, "state.done", new float[] {0}));
    broken.add(without(sound, "state.flat"));
    broken.add(without(sound, "state."));
    broken.add(without(without(sound, "best."), "final."));
    broken.add(new Bundle("null", sound.arrays()));
    broken.add(new Bundle(sound.json().replace("\"train\"", "\"test\""), sound.arrays()));
    // as earlier versions wrote it: all in one array of bytes
    broken.add(with(without(sound, "state."), "state", new byte[8 + 4 * (7 * 64 + 2)]));
    return broken;
  }

  private static Bundle with(Bundle sound, String name, Object array) {
    Map<String, Object> arrays = new TreeMap<>(sound.arrays());
    arrays.put(name, array);
    return new Bundle(sound.json(), arrays);
  }

  private static Bundle without(Bundle sound, String prefix) {
    Map<String, Object> arrays = new TreeMap<>(sound.arrays());
    assertThat(arrays.keySet().removeIf(name -> name.startsWith(prefix))).isTrue();
    return new Bundle(sound.json(), arrays);
  }

  private static float[] filled(int length, float value) {
    float[] array = new float[length];
    Arrays.fill(array, value);
    return array;
  }

  @Test
  void aSavedEvaluationThatIsNoneOfItsStageIsPassedOver() {
    Stage stage = evaluate(PGD);
    Checkpoints always = new Checkpoints(1, Duration.ZERO);
    Saving undisturbed = new Saving();
    List<String> expected = results(run(stage, undisturbed, always));
    Bundle sound = undisturbed.saved.values().stream().reduce((a, b) -> b).orElseThrow();
    assertThat(sound.arrays()).hasSizeGreaterThan(7);
    for (Bundle broken : broken(sound)) {
      Saving resumed = new Saving();
      resumed.saved.put(-1, broken);
      assertThat(results(run(stage, resumed, always))).isEqualTo(expected);
      assertThat(resumed.passedOver).isEqualTo(1);
    }
  }

  @Test
  void aLimitedAttackLooksAtWhatItIsAskedForAndFindsThereWhatTheWholeFinds() {
    Limited limited = new Limited(PGD, List.of(SplitName.TEST), List.of(Checkpoint.FINAL), 20);
    Bundle part = run(evaluate(limited), TRAINED, Checkpoints.NEVER);
    Bundle whole = run(evaluate(PGD), TRAINED, Checkpoints.NEVER);
    assertThat(records(part)).hasSize(1);
    EvaluationRecord record = records(part).get(0);
    assertThat(record.checkpoint()).isEqualTo(Checkpoint.FINAL);
    assertThat(record.split()).isEqualTo(SplitName.TEST);
    assertThat(record.attack()).isEqualTo("pgd");
    assertThat(record.settings()).contains("limited");
    assertThat(record.counts().images()).isEqualTo(20);
    float[] images = part.floats("final.test.image");
    float[] by = part.floats("final.test.broken_by");
    float[] all = whole.floats("final.test.broken_by");
    for (int i = 0; i < 20; i++) {
      assertThat(by[i]).isEqualTo(all[(int) images[i]]);
    }
    int[] more = EvaluateRunner.places(extent(40), SplitName.TEST, 64);
    assertThat(IntStream.of(more).boxed().toList())
        .hasSize(40)
        .isSorted()
        .containsAll(
            IntStream.of(EvaluateRunner.places(extent(20), SplitName.TEST, 64)).boxed().toList());
  }

  private static Extent extent(int images) {
    return new Extent(List.of(SplitName.TEST), List.of(Checkpoint.FINAL), images);
  }

  @Test
  void transferFromTheNetworkItselfIsTheAttackItself() {
    Transfer transfer = new Transfer(PGD, Twin.DENSE);
    Stage stage = evaluate(transfer);
    assertThat(stage.inputs()).containsOnly(new Stage.Train(spec(PGD).training()));
    Bundle there = run(stage, TRAINED, Checkpoints.NEVER);
    Bundle here = run(evaluate(PGD), TRAINED, Checkpoints.NEVER);
    assertThat(there.floats("final.test.broken_by")).isEqualTo(here.floats("final.test.broken_by"));
    assertThat(records(there).get(0).broken()).containsOnlyKeys("transfer-pgd");
  }

  @Test
  void transferFromAnotherSeedWantsItsTrainingAndBreaksNoMore() {
    Transfer transfer = new Transfer(PGD, Twin.NEXT_SEED);
    Stage stage = evaluate(transfer);
    Stage other = stage.inputs().get(1);
    assertThatThrownBy(() -> run(stage, TRAINED, Checkpoints.NEVER))
        .isInstanceOf(MissingResult.class)
        .hasMessageContaining(other.fingerprint());
    run(other, TRAINED, Checkpoints.NEVER);
    int there = records(run(stage, TRAINED, Checkpoints.NEVER)).get(2).counts().robust();
    int here = records(run(evaluate(PGD), TRAINED, Checkpoints.NEVER)).get(2).counts().robust();
    assertThat(there).isGreaterThanOrEqualTo(here);
  }

  @Test
  void predictionsSayOfEachImageWhatTheRowsCount() {
    TrialSpec spec = spec(new RandomTicket(), true, WORST);
    TrialRecord record =
        TrialRunner.run(
            spec,
            new Surroundings(
                null, Artifacts.inMemory(), Checkpoints.NEVER, Surroundings.Watcher.NOBODY));
    assertThat(record.measured().evaluations()).hasSize(6);
    for (EvaluationRecord row : record.measured().evaluations()) {
      List<PredictionRecord> own =
          record.measured().predictions().stream()
              .filter(p -> p.checkpoint().equals(row.checkpoint()) && p.split().equals(row.split()))
              .toList();
      assertThat(own).hasSize(row.counts().images());
      assertThat(own.stream().filter(p -> p.brokenBy().isEmpty()))
          .hasSize(row.counts().robust())
          .allMatch(p -> p.attackedMargin() > 0 && p.attackedPredicted() == p.label());
      assertThat(own.stream().filter(p -> !p.brokenBy().equals("clean")))
          .hasSize(row.counts().standard())
          .allMatch(p -> p.cleanPredicted() == p.label() && p.cleanMargin() >= 0);
      row.broken()
          .forEach(
              (part, count) ->
                  assertThat(own.stream().filter(p -> p.brokenBy().equals(part)))
                      .hasSize(count)
                      .allMatch(p -> p.attackedPredicted() != p.label()));
    }
    assertThat(record.measured().evaluations().get(2).broken().get("pgd")).isPositive();
    assertThat(TrialRunner.run(spec(PGD), surroundings()).measured().predictions()).isEmpty();
  }

  private static Surroundings surroundings() {
    return new Surroundings(
        null, Artifacts.inMemory(), Checkpoints.NEVER, Surroundings.Watcher.NOBODY);
  }

  @Test
  void attacksThatCannotBeOnATrialAreRefused() {
    assertThatThrownBy(() -> spec(new RandomRstSwitch(), false, new Transfer(PGD, Twin.DENSE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "evaluate has transfer, which crafts on one other network, and random-rst-switch"
                + " switches between several");
    assertThatThrownBy(() -> new Monitor(new Limited(), 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attack must use this network and all images, not be limited or transfer");
  }
}
