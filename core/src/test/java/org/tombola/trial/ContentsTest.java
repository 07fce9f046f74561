package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Design;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.SmallCnn;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.train.Constant;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;

/** Results and checkpoints that are whole files and yet cannot be what their stage left. */
class ContentsTest {
  private static final Attack FGSM = new Fgsm(Norm.LINF, Epsilon.parse("0.03"));
  private static final TrialSpec SPEC =
      new TrialSpec(
          new Training(
              new Shapes(48, 16, 12, 1, 0.05),
              new Split(32, 16, 16, Split.Order.FILE, 0),
              new org.tombola.data.None(),
              new SmallCnn(4),
              new Dense(),
              new Standard(),
              new Sgd(0.05, 0.9, 5e-4),
              new Constant(),
              2,
              32,
              new Monitor(FGSM, 8, 16, 8),
              3),
          List.of(FGSM),
          new Kernels(),
          false);
  private static final Stage TRAIN = new Stage.Train(SPEC.training());
  private static final Stage EVALUATE = new Stage.Evaluate(SPEC.training(), FGSM);
  private static final ParameterLayout LAYOUT =
      Design.layout(
          SPEC.training().network(),
          SPEC.training().data().shape(),
          SPEC.training().data().normalisation(),
          SPEC.training().data().classes());

  private static Bundle trained;
  private static Bundle evaluated;
  private static Bundle saved;

  /** Artifacts whose only checkpoint is the one given; what it was passed over for is kept. */
  private static final class Kept implements Artifacts {
    final Artifacts results = Artifacts.inMemory();
    final List<String> why = new ArrayList<>();
    private Bundle checkpoint;

    @Override
    public Optional<Bundle> find(String fingerprint, long most) {
      return results.find(fingerprint, most);
    }

    @Override
    public void damaged(String fingerprint, String reason) {
      why.add(reason);
      results.damaged(fingerprint, reason);
    }

    @Override
    public void keep(String fingerprint, Bundle result) {
      results.keep(fingerprint, result);
    }

    @Override
    public <T> Optional<T> checkpoint(
        String fingerprint, int until, long most, Function<Bundle, T> reader) {
      try {
        return Optional.ofNullable(checkpoint).map(reader);
      } catch (IllegalStateException e) {
        why.add(e.getMessage());
        return Optional.empty();
      }
    }

    @Override
    public void save(String fingerprint, int epoch, Bundle bundle) {
      checkpoint = bundle;
    }

    @Override
    public void prune(String fingerprint) {}
  }

  private static Surroundings surroundings(Artifacts artifacts) {
    return new Surroundings(
        null,
        artifacts,
        new Checkpoints(1, java.time.Duration.ofDays(1)),
        Surroundings.Watcher.NOBODY);
  }

  @BeforeAll
  static void run() {
    Kept kept = new Kept();
    StageRunner.run(TRAIN, surroundings(kept));
    StageRunner.run(EVALUATE, surroundings(kept));
    trained = kept.find(TRAIN).orElseThrow();
    evaluated = kept.find(EVALUATE).orElseThrow();
    saved = kept.checkpoint;
  }

  private static Bundle with(Bundle bundle, String name, Object array) {
    Map<String, Object> arrays = new TreeMap<>(bundle.arrays());
    arrays.put(name, array);
    return new Bundle(bundle.json(), arrays);
  }

  private static Bundle without(Bundle bundle, String name) {
    Map<String, Object> arrays = new TreeMap<>(bundle.arrays());
    arrays.remove(name);
    return new Bundle(bundle.json(), arrays);
  }

  private static Bundle changed(Bundle bundle, String name, Consumer<float[]> change) {
    float[] array = bundle.floats(name).clone();
    change.accept(array);
    return with(bundle, name, array);
  }

  private static Bundle told(Bundle bundle, String... replaced) {
    String json = bundle.json();
    for (int i = 0; i < replaced.length; i += 2) {
      String other = json.replaceAll(replaced[i], replaced[i + 1]);
      assertThat(other).isNotEqualTo(json);
      json = other;
    }
    return new Bundle(json, bundle.arrays());
  }

  private static int first(Kind kind, boolean frozen) {
    return LAYOUT.slices().stream()
        .filter(slice -> slice.kind() == kind && slice.frozen() == frozen)
        .mapToInt(Slice::offset)
        .findFirst()
        .orElseThrow();
  }

  private static byte[] places(int place) {
    java.util.BitSet mask = new java.util.BitSet();
    mask.set(place);
    return mask.toByteArray();
  }

  private static Map<Bundle, String> damagedTrainings() {
    int length = LAYOUT.length();
    return Map.ofEntries(
        Map.entry(without(trained, "parameters"), "Cannot find the array parameters in "),
        Map.entry(
            with(trained, "parameters", new float[10]),
            "Cannot use the result of a stage: parameters has 10 weights, the network " + length),
        Map.entry(
            with(trained, "parameters", new byte[length]), "Cannot find the array parameters in "),
        Map.entry(
            changed(trained, "parameters", p -> p[length - 1] = Float.NaN),
            "Cannot use the result of a stage: parameters has numbers that are not finite"),
        Map.entry(
            changed(
                with(trained, "best", trained.floats("parameters").clone()),
                "best",
                p -> p[3] = Float.NEGATIVE_INFINITY),
            "Cannot use the result of a stage: best has numbers that are not finite"),
        Map.entry(
            with(trained, "parameters", new float[length]),
            "Cannot use the result of a stage: parameters has the variance 0.0 in normalise/var"),
        Map.entry(
            changed(trained, "parameters", p -> p[first(Kind.VARIANCE, true)] = -1),
            "Cannot use the result of a stage: parameters has the variance -1.0 in normalise/var"),
        Map.entry(without(trained, "mask"), "Cannot find the array mask in "),
        Map.entry(
            with(trained, "mask", places(length)),
            "Cannot use the result of a stage: its mask belongs to another network"),
        Map.entry(
            with(trained, "mask", places(first(Kind.BIAS, false))),
            "Cannot use the result of a stage: its mask belongs to another network"),
        Map.entry(
            new Bundle("null", trained.arrays()),
            "Cannot read a stage's result: it lacks its stage"),
        Map.entry(
            new Bundle("{}", trained.arrays()), "Cannot read a stage's result: it lacks its kind"),
        Map.entry(
            new Bundle("[]", trained.arrays()),
            "Cannot read a stage's result: Cannot deserialize value of type"),
        Map.entry(
            told(trained, "\"epochs\":\\[.*\\],\"layers\"", "\"epochs\":[null],\"layers\""),
            "Cannot read a stage's result: it lacks its epochs"),
        Map.entry(
            told(trained, "\"epochs\":\\[.*\\],\"layers\"", "\"epochs\":[{}],\"layers\""),
            "Cannot read a stage's result: it lacks its train"),
        Map.entry(
            told(trained, "\"trained\":\\{.*\\}", "\"drawn\":{\"sparsity\":0.5}}"),
            "Cannot use the result of a stage: it does not say what the stage found"),
        Map.entry(
            new Bundle(evaluated.json(), trained.arrays()),
            "Cannot use the result of a stage: it is the result of another stage"));
  }

  @Test
  void whatATrainingCannotHaveLeftIsSetAsideAndMissing() {
    damagedTrainings()
        .forEach(
            (bundle, why) -> {
              Kept kept = new Kept();
              kept.keep(TRAIN.fingerprint(), bundle);
              assertThatThrownBy(() -> StageRunner.run(EVALUATE, surroundings(kept)))
                  .as(why)
                  .isInstanceOfSatisfying(
                      MissingResult.class,
                      e -> assertThat(e.fingerprint()).isEqualTo(TRAIN.fingerprint()));
              assertThat(kept.why).singleElement().asString().startsWith(why);
              assertThat(kept.find(TRAIN.fingerprint(), Long.MAX_VALUE)).isEmpty();
            });
  }

  @Test
  void whatAnEvaluationCannotHaveLeftIsSetAsideAndMissing() {
    String name = "final.test.broken_by";
    Map<Bundle, String> damaged =
        Map.of(
            without(evaluated, name),
            "Cannot find the array " + name + " in ",
            with(evaluated, name, new float[3]),
            "Cannot use the result of a stage: " + name + " has 3 images, its row 16",
            changed(evaluated, name, by -> by[0] = 7),
            "Cannot use the result of a stage: " + name + " names part 7.0 of 1",
            told(evaluated, "\"images\":16,\"standard\":\\d+", "\"images\":16,\"standard\":17"),
            "Cannot use the result of a stage: it counts more right answers than images: ",
            told(evaluated, "\"split\":\"test\"", "\"split\":\"train\""),
            "Cannot use the result of a stage: it has evaluations of ");
    damaged.forEach(
        (bundle, why) -> {
          Kept kept = new Kept();
          kept.keep(EVALUATE.fingerprint(), bundle);
          assertThat(kept.find(EVALUATE)).as(why).isEmpty();
          assertThat(kept.why).singleElement().asString().startsWith(why);
        });
    assertThatCode(() -> new Contents(EVALUATE).check(evaluated)).doesNotThrowAnyException();
  }

  /** The training as its checkpoint after the first epoch gives it, with why that was not taken. */
  private static List<String> goneOn(Bundle checkpoint, Kept kept) {
    kept.save("", 1, checkpoint);
    StageRunner.run(TRAIN, surroundings(kept));
    return StageTest.results(kept.find(TRAIN).orElseThrow());
  }

  @Test
  void aCheckpointThatIsNoneOfItsTrainingIsPassedOver() {
    List<String> expected = StageTest.results(trained);
    assertThat(goneOn(saved, new Kept())).isEqualTo(expected);
    Map<Bundle, String> damaged =
        Map.of(
            changed(saved, "parameters", p -> p[5] = Float.NaN),
            "Cannot use the result of a stage: parameters has numbers that are not finite",
            with(saved, "mask", places(LAYOUT.length())),
            "Cannot use the result of a stage: its mask belongs to another network",
            with(saved, "velocity", new float[7]),
            "Cannot go on: the state is of another network than one of ",
            told(saved, "\"bestEpoch\":1", "\"bestEpoch\":9"),
            "Cannot use the result of a stage: the checkpoint's epochs are not those of its",
            told(saved, "\"epoch\":1,\"learningRate\"", "\"epoch\":2,\"learningRate\""),
            "Cannot use the result of a stage: the checkpoint's epochs are not those of its",
            told(saved, "\\\\\"seed\\\\\":3", "\\\\\"seed\\\\\":4"),
            "Cannot use the result of a stage: the checkpoint belongs to another training",
            new Bundle("null", saved.arrays()),
            "Cannot read a stage's result: it lacks its stage");
    damaged.forEach(
        (bundle, why) -> {
          Kept kept = new Kept();
          assertThat(goneOn(bundle, kept)).isEqualTo(expected);
          assertThat(kept.why).singleElement().asString().startsWith(why);
        });
  }

  @Test
  void weightsThatAreNoNumbersDivergeThoughEveryLossIsFinite() {
    // a shift before a rectifier, which may make 0 of its NaN
    Kept kept = new Kept();
    float[] velocity = saved.floats("velocity").clone();
    velocity[first(Kind.BETA, false)] = Float.NaN;
    kept.save("", 1, with(saved, "velocity", velocity));
    StageResult result = StageRunner.run(TRAIN, surroundings(kept));
    assertThat(result.trained().outcome()).isEqualTo(new Outcome.Diverged(2, Double.NaN));
    assertThat(result.trained().last()).isEqualTo(1);
    StageRunner.run(EVALUATE, surroundings(kept));
    TrialRecord record = TrialRecord.of(SPEC, SPEC.training().epochs(), kept);
    assertThat(record.outcome()).isInstanceOf(Outcome.Diverged.class);
    assertThat(record.measured().evaluations()).isEmpty();
  }

  @Test
  void anEvaluationWhoseLossIsNoNumberIsSuspicious() {
    Slice output = LAYOUT.slice("output/W");
    Kept kept = new Kept();
    kept.keep(
        TRAIN.fingerprint(),
        changed(
            trained,
            "parameters",
            p -> {
              for (int i = output.offset(); i < output.offset() + output.length(); i++) {
                p[i] = Math.copySign(3e38f, p[i]);
              }
            }));
    StageRunner.run(EVALUATE, surroundings(kept));
    List<EvaluationRecord> rows =
        TrialRecord.of(SPEC, SPEC.training().epochs(), kept).measured().evaluations();
    assertThat(rows)
        .isNotEmpty()
        .filteredOn(row -> !row.counts().finite())
        .isNotEmpty()
        .allSatisfy(
            row ->
                assertThat(row.suspicious())
                    .startsWith("the loss is no finite number (")
                    .contains(" on ")
                    .contains(" images as they are, "));
  }
}
