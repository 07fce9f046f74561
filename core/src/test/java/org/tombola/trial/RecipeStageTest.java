package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Mode;
import org.tombola.network.SmallCnn;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Alarm;
import org.tombola.train.Constant;
import org.tombola.train.FastAt;
import org.tombola.train.FreeAt;
import org.tombola.train.KdSwa;
import org.tombola.train.PgdAt;
import org.tombola.train.Recipe;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;

/** Recipes in the stages of a trial: teachers, averages, alarms, checkpoints. */
class RecipeStageTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.1");
  private static final Epsilon STEP = Epsilon.parse("0.05");
  private static final Attack ATTACK = new Fgsm(Norm.LINF, EPSILON);
  private static final PgdAt PGD = new PgdAt(Norm.LINF, EPSILON, STEP, 2, Mode.TRAIN);
  private static final KdSwa SMOOTH = new KdSwa(PGD, 0.3, 0.1, 0.6, 2, KdSwa.Averaging.EPOCHS, 1);

  private static TrialSpec spec(TicketMethod ticket, Recipe recipe, int epochs) {
    return new TrialSpec(
        new Training(
            new Shapes(80, 16, 12, 1, 0.05),
            new Split(64, 16, 16, Split.Order.FILE, 0),
            new org.tombola.data.CropFlip(),
            new SmallCnn(4),
            ticket,
            recipe,
            new Sgd(0.05, 0.9, 5e-4),
            new Constant(),
            epochs,
            24,
            new Monitor(ATTACK, 8, 8, 8),
            3),
        List.of(ATTACK),
        new Kernels(),
        false);
  }

  private static Stage.Train train(TicketMethod ticket, Recipe recipe) {
    return new Stage.Train(spec(ticket, recipe, 4).training());
  }

  @Test
  void teachersAreTheDenseTrainingsOtherTrialsHaveAnyway() {
    Stage.Train smooth = train(new RandomTicket(), SMOOTH);
    assertThat(smooth.inputs())
        .containsExactly(train(new Dense(), new Standard()), train(new Dense(), PGD));
    assertThat(
            train(new RandomTicket(), new KdSwa(PGD, 1, 0, 0, 2, KdSwa.Averaging.EPOCHS, 1))
                .inputs())
        .isEmpty();
  }

  /** Artifacts in memory that keep every checkpoint of one training and give back one of them. */
  private static final class Kept implements Artifacts {
    final Artifacts results = Artifacts.inMemory();
    final String of;
    final NavigableMap<Integer, Bundle> checkpoints = new TreeMap<>();
    int from;

    Kept(Stage stage) {
      of = stage.fingerprint();
    }

    @Override
    public Optional<Bundle> find(String fingerprint, long most) {
      return results.find(fingerprint, most);
    }

    @Override
    public void damaged(String fingerprint, String why) {}

    @Override
    public void keep(String fingerprint, Bundle result) {
      results.keep(fingerprint, result);
    }

    @Override
    public <T> Optional<T> checkpoint(
        String fingerprint, int until, long most, Function<Bundle, T> reader) {
      return fingerprint.equals(of) && from > 0
          ? Optional.of(reader.apply(checkpoints.get(from)))
          : Optional.empty();
    }

    @Override
    public void save(String fingerprint, int epoch, Bundle checkpoint) {
      if (fingerprint.equals(of)) {
        checkpoints.put(epoch, checkpoint);
      }
    }

    @Override
    public void prune(String fingerprint) {}
  }

  private static Bundle run(Stage.Train stage, Kept kept) {
    Surroundings surroundings =
        new Surroundings(
            null,
            kept,
            new Checkpoints(1, java.time.Duration.ofDays(1)),
            Surroundings.Watcher.NOBODY);
    for (Stage input : stage.inputs()) {
      if (kept.find(input).isEmpty()) {
        StageRunner.run(input, surroundings);
      }
    }
    StageRunner.run(stage, surroundings);
    return kept.find(stage).orElseThrow();
  }

  private static List<String> told(Bundle bundle) {
    List<String> told = new ArrayList<>();
    for (EpochRecord epoch : StageRunner.trained(bundle).epochs()) {
      told.add(
          "%s %s %s %s %s %s"
              .formatted(
                  epoch.trainLoss(),
                  epoch.train(),
                  epoch.validation(),
                  epoch.test(),
                  epoch.trainPasses(),
                  epoch.alarm()));
    }
    told.add(StageRunner.trained(bundle).bestEpoch() + StageRunner.trained(bundle).end());
    bundle
        .arrays()
        .forEach(
            (name, array) ->
                told.add(
                    name
                        + (array instanceof float[] floats
                            ? Arrays.hashCode(floats)
                            : Arrays.hashCode((byte[]) array))));
    return told;
  }

  @Test
  void recipesThatRememberGoOnFromACheckpointAsIfUninterrupted() {
    FastAt fast = new FastAt(EPSILON, STEP, Mode.TRAIN, new Alarm(Alarm.Then.WARN, STEP, 2, 1e-6));
    for (Recipe recipe : List.of(SMOOTH, fast, new FreeAt(EPSILON, 2))) {
      Stage.Train stage = train(new RandomTicket(), recipe);
      Kept kept = new Kept(stage);
      List<String> expected = told(run(stage, kept));
      assertThat(kept.checkpoints).containsOnlyKeys(1, 2, 3);
      for (int from = 1; from <= 3; from++) {
        kept.from = from;
        assertThat(told(run(stage, kept))).as(recipe + " from " + from).isEqualTo(expected);
      }
    }
  }

  /** The network kept is the average, and the mask of a ticket holds in it. */
  @Test
  void theAverageIsWhatIsMeasuredAndKept() {
    Stage.Train averaged =
        train(new RandomTicket(), new KdSwa(PGD, 1, 0, 0, 2, KdSwa.Averaging.EPOCHS, 1));
    Stage.Train last =
        train(new RandomTicket(), new KdSwa(PGD, 1, 0, 0, 2, KdSwa.Averaging.OFF, 0));
    Bundle one = run(averaged, new Kept(averaged));
    Bundle other = run(last, new Kept(last));
    List<EpochRecord> smooth = StageRunner.trained(one).epochs();
    List<EpochRecord> rough = StageRunner.trained(other).epochs();
    for (int epoch = 0; epoch < 4; epoch++) {
      // trained alike
      assertThat(smooth.get(epoch).trainLoss()).isEqualTo(rough.get(epoch).trainLoss());
    }
    assertThat(smooth.get(0).test()).isEqualTo(rough.get(0).test());
    assertThat(smooth.get(3).test()).isNotEqualTo(rough.get(3).test());
    assertThat(one.floats("parameters")).isNotEqualTo(other.floats("parameters"));
    assertThat(StageRunner.trained(one).sparsity())
        .isEqualTo(StageRunner.trained(other).sparsity());
  }

  /** Falls of any size sound the alarm of this one. */
  @Test
  void anAlarmIsInTheEpochItSoundedInAndTellsWhyTrainingEnded() {
    Alarm.Then[] all = {Alarm.Then.WARN, Alarm.Then.STOP};
    List<StageResult.Trained> results = new ArrayList<>();
    for (Alarm.Then then : all) {
      FastAt fast = new FastAt(EPSILON, STEP, Mode.TRAIN, new Alarm(then, STEP, 2, 1e-6));
      Stage.Train stage = new Stage.Train(spec(new Dense(), fast, 12).training());
      results.add(StageRunner.trained(run(stage, new Kept(stage))));
    }
    StageResult.Trained warned = results.get(0);
    StageResult.Trained stopped = results.get(1);
    assertThat(warned.epochs()).hasSize(12);
    assertThat(warned.end()).isEmpty();
    int sounded = 0;
    while (warned.epochs().get(sounded).alarm().isEmpty()) {
      sounded++;
    }
    assertThat(warned.epochs().get(sounded).alarm()).startsWith("catastrophic overfitting: PGD-2");
    assertThat(stopped.epochs()).hasSize(sounded + 1);
    assertThat(stopped.end()).isEqualTo(warned.epochs().get(sounded).alarm());
    assertThat(stopped.epochs().get(sounded).alarm()).isEqualTo(stopped.end());
    // measured with the weights of the epoch before
    assertThat(stopped.epochs().get(sounded).test())
        .isEqualTo(stopped.epochs().get(sounded - 1).test());
  }

  @Test
  void anAverageThatNeverBeginsIsRefusedWhilePlanning() {
    assertThatThrownBy(() -> spec(new Dense(), new KdSwa(), 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "recipe kd-swa averages after 55 epochs, but training ends after 20: ");
    assertThat(spec(new Dense(), new KdSwa(), 200).training().recipe()).isEqualTo(new KdSwa());
  }

  /** Results of a version that knew no alarm read as ones that had none. */
  @Test
  void anEpochThatTellsOfNoAlarmHadNone() {
    Stage.Train stage = train(new Dense(), new Standard());
    Bundle bundle = run(stage, new Kept(stage));
    String json = bundle.json().replace(",\"alarm\":\"\"", "");
    assertThat(json).isNotEqualTo(bundle.json());
    StageResult.Trained read = StageResult.read(json).trained();
    assertThat(read).isNotNull();
    assertThat(read.epochs()).allMatch(epoch -> epoch.alarm().isEmpty());
  }
}
