package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Pgd;
import org.tombola.data.CropFlip;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Counts;
import org.tombola.measure.Flops;
import org.tombola.measure.Monitor;
import org.tombola.network.Architecture;
import org.tombola.network.Checkpoint;
import org.tombola.network.Mlp;
import org.tombola.network.Mode;
import org.tombola.network.Passes;
import org.tombola.network.SmallCnn;
import org.tombola.network.SplitName;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.Igq;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;
import org.tombola.train.Step;

/** One trial, start to finish, on drawn shapes. */
class TrialRunnerTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.03");
  private static final Epsilon STEP = Epsilon.parse("0.01");
  private static final List<Attack> ATTACKS =
      List.of(new Pgd(Norm.LINF, EPSILON, STEP, 4, 1), new Fgsm(Norm.LINF, EPSILON));
  private static final int EPOCHS = 5;

  private static List<EpochRecord> told;
  private static TrialRecord record;

  private static TrialSpec spec(
      Architecture network, TicketMethod ticket, double rate, int epochs) {
    return new TrialSpec(
        new Training(
            new Shapes(260, 80, 12, 1, 0.05),
            new Split(200, 60, 80, Split.Order.FILE, 0),
            new CropFlip(),
            network,
            ticket,
            new PgdAt(Norm.LINF, EPSILON, STEP, 2, Mode.TRAIN),
            new Sgd(rate, 0.9, 5e-4),
            new Step(),
            epochs,
            32,
            new Monitor(ATTACKS.get(0), 50, 0, 40),
            3),
        ATTACKS,
        new Kernels(),
        false);
  }

  private static FlyingBird bird() {
    return new FlyingBird(0.6, new Igq(), 0.5, 0.005, 4, 4, 0.5, FlyingBird.Growth.RANDOM);
  }

  private static TrialRecord run(TrialSpec spec) {
    return TrialRunner.run(spec, watched(epoch -> {}));
  }

  private static Surroundings watched(Surroundings.Watcher watcher) {
    return new Surroundings(null, Artifacts.inMemory(), Checkpoints.NEVER, watcher);
  }

  @BeforeAll
  static void train() {
    List<EpochRecord> watched = new ArrayList<>();
    record = TrialRunner.run(spec(new SmallCnn(4), bird(), 0.05, EPOCHS), watched(watched::add));
    told = watched;
  }

  @Test
  void completesUnderItsSpecificationsIdAndTellsOfEveryEpoch() {
    assertThat(record.outcome()).isEqualTo(new Outcome.Completed());
    assertThat(record.id()).isEqualTo(TrialId.of(record.spec()));
    assertThat(record.spec()).isEqualTo(spec(new SmallCnn(4), bird(), 0.05, EPOCHS));
    assertThat(record.trained().epochs()).isEqualTo(told).hasSize(EPOCHS);
    assertThat(record.trained().epochs().stream().map(EpochRecord::epoch))
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(record.provenance().dataDigest()).matches("[0-9a-f]{64}");
    assertThat(record.provenance().scienceVersion()).isEqualTo(Science.VERSION);
  }

  /** The step schedule of 5 epochs: round(2.5) = 3 and round(3.75) = 4. */
  @Test
  void epochsCountTheImagesTheySay() {
    assertThat(record.trained().epochs().stream().mapToDouble(EpochRecord::learningRate).toArray())
        .containsExactly(new double[] {0.05, 0.05, 0.05, 0.005, 0.0005}, within(1e-12));
    for (EpochRecord epoch : record.trained().epochs()) {
      assertThat(epoch.runningImages()).isEqualTo(200);
      assertThat(epoch.runningCorrect()).isBetween(0L, 200L);
      assertThat(epoch.train().images()).isEqualTo(50);
      assertThat(epoch.validation().images()).isEqualTo(60);
      assertThat(epoch.test().images()).isEqualTo(40);
      // two attack steps, then the example
      assertThat(epoch.trainPasses()).isEqualTo(new Passes(600, 400, 200));
      assertThat(epoch.measurePasses().parameterGradient()).isZero();
      assertThat(epoch.maskChange()).isBetween(0.01, 1.0);
      assertThat(epoch.sparsity()).isCloseTo(0.6, within(0.06));
      for (Counts counts : List.of(epoch.train(), epoch.validation(), epoch.test())) {
        assertThat(counts.robust()).isBetween(0, counts.standard());
        assertThat(counts.robustLoss()).isGreaterThanOrEqualTo(counts.standardLoss());
      }
    }
    assertThat(record.trained().epochs().get(4).trainLoss())
        .isLessThan(record.trained().epochs().get(0).trainLoss());
  }

  @Test
  void theBestEpochIsTheFirstWithTheHighestRobustAccuracyOnValidation() {
    List<Integer> robust =
        record.trained().epochs().stream().map(epoch -> epoch.validation().robust()).toList();
    int highest = robust.stream().max(Integer::compare).orElseThrow();
    assertThat(record.trained().bestEpoch()).isEqualTo(1 + robust.indexOf(highest));
  }

  @Test
  void everyCheckpointSplitAndAttackIsEvaluatedOnce() {
    assertThat(
            record.measured().evaluations().stream()
                .map(row -> row.checkpoint() + " " + row.split() + " " + row.attack()))
        .containsExactlyInAnyOrder(
            "best train pgd",
            "best validation pgd",
            "best test pgd",
            "best train fgsm",
            "best validation fgsm",
            "best test fgsm",
            "final train pgd",
            "final validation pgd",
            "final test pgd",
            "final train fgsm",
            "final validation fgsm",
            "final test fgsm");
    for (EvaluationRecord row : record.measured().evaluations()) {
      assertThat(row.epoch())
          .isEqualTo(row.checkpoint() == Checkpoint.FINAL ? EPOCHS : record.trained().bestEpoch());
      // all images of the split, whatever the monitor looks at
      assertThat(row.counts().images())
          .isEqualTo(
              switch (row.split()) {
                case TRAIN -> 200;
                case VALIDATION -> 60;
                case TEST -> 80;
              });
      assertThat(row.norm()).isEqualTo("linf");
      assertThat(row.epsilon()).isEqualTo("0.03");
      assertThat(row.epsilonValue()).isEqualTo(0.03);
    }
  }

  @Test
  void standardAccuracyIsOneAndTheSameUnderEveryAttack() {
    for (EvaluationRecord row : record.measured().evaluations()) {
      for (EvaluationRecord other : record.measured().evaluations()) {
        if (row.checkpoint() == other.checkpoint() && row.split() == other.split()) {
          assertThat(row.counts().standard()).isEqualTo(other.counts().standard());
        }
      }
    }
  }

  @Test
  void theFinalCheckpointIsTheNetworkOfTheLastEpoch() {
    EpochRecord last = record.trained().epochs().get(EPOCHS - 1);
    EvaluationRecord evaluated =
        only(row -> row.checkpoint() == Checkpoint.FINAL && row.split() == SplitName.VALIDATION);
    assertThat(evaluated.counts().standard()).isEqualTo(last.validation().standard());
    assertThat(evaluated.counts().standardLoss())
        .isCloseTo(last.validation().standardLoss(), within(1e-9));
  }

  @Test
  void theBestCheckpointIsTheNetworkOfTheBestEpoch() {
    EpochRecord best = record.trained().epochs().get(record.trained().bestEpoch() - 1);
    EvaluationRecord evaluated =
        only(row -> row.checkpoint() == Checkpoint.BEST && row.split() == SplitName.VALIDATION);
    assertThat(evaluated.counts().standardLoss())
        .isCloseTo(best.validation().standardLoss(), within(1e-9));
  }

  private static EvaluationRecord only(Predicate<EvaluationRecord> wanted) {
    return record.measured().evaluations().stream()
        .filter(wanted.and(row -> row.attack().equals("pgd")))
        .reduce(
            (one, two) -> {
              throw new AssertionError("two rows: " + one + " and " + two);
            })
        .orElseThrow();
  }

  /** SmallCnn: three convolutions and a classifier, before training and after each epoch. */
  @Test
  void layersAreDescribedBeforeTrainingAndAfterEveryEpoch() {
    assertThat(record.trained().layers()).hasSize(4 * (EPOCHS + 1));
    for (int i = 0; i < record.trained().layers().size(); i++) {
      LayerRecord row = record.trained().layers().get(i);
      assertThat(row.epoch()).isEqualTo(i / 4);
      assertThat(row.position()).isEqualTo(i % 4);
      assertThat(row.kept()).isLessThanOrEqualTo(row.weights());
      assertThat(row.nonzero()).isLessThanOrEqualTo(row.kept());
    }
    assertThat(record.trained().layers().subList(0, 4).stream().map(LayerRecord::layer))
        .containsExactly("stage1/conv", "stage2/conv", "stage3/conv", "output");
    assertThat(record.trained().layers().subList(0, 4).stream().map(LayerRecord::weights))
        .containsExactly(36, 288, 1152, 1440);
  }

  @Test
  void theSparsityReachedIsCountedInTheWeights() {
    List<LayerRecord> last = record.trained().layers().subList(4 * EPOCHS, 4 * EPOCHS + 4);
    double weights = last.stream().mapToInt(LayerRecord::weights).sum();
    double nonzero = last.stream().mapToInt(LayerRecord::nonzero).sum();
    assertThat(record.trained().sparsity()).isCloseTo(1 - nonzero / weights, within(1e-12));
    assertThat(record.trained().sparsity()).isCloseTo(0.6, within(0.06));
    Flops flops = record.trained().flops();
    assertThat(flops.macs()).isLessThan(flops.denseMacs());
    assertThat(flops.macsRatio()).isBetween(0.1, 0.9);
  }

  @Test
  void theSameTrialTwiceIsTheSameToTheBit() {
    TrialRecord again = run(spec(new SmallCnn(4), bird(), 0.05, EPOCHS));
    assertThat(timeless(again)).isEqualTo(timeless(record));
  }

  @Test
  void anotherSeedIsAnotherTrial() {
    TrialSpec spec = spec(new Mlp(List.of(16)), new Dense(), 0.05, 1);
    Training of = spec.training();
    TrialSpec other =
        new TrialSpec(
            new Training(
                of.data(),
                of.split(),
                of.augment(),
                of.network(),
                of.ticket(),
                of.recipe(),
                of.optimizer(),
                of.schedule(),
                of.epochs(),
                of.batch(),
                of.monitor(),
                4),
            spec.evaluate(),
            new Kernels(),
            false);
    assertThat(run(spec).trained().epochs().get(0).trainLoss())
        .isNotEqualTo(run(other).trained().epochs().get(0).trainLoss());
  }

  /** A trial of one epoch: its best network is its final one, and is evaluated once. */
  @Test
  void aBestNetworkThatIsTheFinalOneCostsNoSecondEvaluation() {
    TrialRecord one = run(spec(new Mlp(List.of(16)), new RandomTicket(0.5, new Igq()), 0.05, 1));
    assertThat(one.trained().bestEpoch()).isEqualTo(1);
    List<EvaluationRecord> best = checkpoint(one, Checkpoint.BEST);
    List<EvaluationRecord> last = checkpoint(one, Checkpoint.FINAL);
    assertThat(best).hasSize(6).hasSameSizeAs(last);
    for (int i = 0; i < best.size(); i++) {
      assertThat(best.get(i)).isEqualTo(last.get(i).as(Checkpoint.BEST));
      assertThat(best.get(i).passes()).isEqualTo(Passes.NONE);
      assertThat(last.get(i).passes().forward()).isPositive();
    }
    // a fixed mask: the same layers kept throughout
    assertThat(one.trained().epochs().get(0).maskChange()).isZero();
    assertThat(one.trained().sparsity()).isCloseTo(0.5, within(1e-3));
  }

  private static List<EvaluationRecord> checkpoint(TrialRecord of, Checkpoint name) {
    return of.measured().evaluations().stream().filter(row -> row.checkpoint() == name).toList();
  }

  /** Weight decay times the rate is 500: weights grow that much a step, until floats end. */
  @Test
  void aDivergedTrialLeavesARecordOfWhatItMeasured() {
    TrialRecord diverged = run(spec(new Mlp(List.of(16)), new Dense(), 1e6, 4));
    assertThat(diverged.outcome())
        .isInstanceOfSatisfying(
            Outcome.Diverged.class,
            outcome -> {
              assertThat(outcome.step()).isBetween(2L, 28L);
              assertThat(outcome.loss()).isNotFinite();
            });
    long step = ((Outcome.Diverged) diverged.outcome()).step();
    // 7 steps an epoch
    assertThat(diverged.trained().epochs()).hasSize((int) ((step - 1) / 7));
    assertThat(diverged.measured().evaluations()).isEmpty();
    assertThat(diverged.trained().bestEpoch())
        .isLessThanOrEqualTo(diverged.trained().epochs().size());
    assertThat(diverged.id()).isEqualTo(TrialId.of(diverged.spec()));
    assertThat(diverged.trained().layers()).hasSize(2 * (diverged.trained().epochs().size() + 1));
  }

  /** The step before the one whose loss is NaN, as the last of the training. */
  @Test
  void weightsThatEndAsNoNumbersAreADivergenceToo() {
    TrialSpec spec = spec(new Mlp(List.of(16)), new Dense(), 1e6, 1);
    long step = ((Outcome.Diverged) run(spec).outcome()).step();
    int images = 32 * (int) (step - 1);
    Training of = spec.training();
    TrialSpec shorter =
        new TrialSpec(
            new Training(
                of.data(),
                new Split(images, 60, 80, Split.Order.FILE, 0),
                of.augment(),
                of.network(),
                of.ticket(),
                of.recipe(),
                of.optimizer(),
                of.schedule(),
                1,
                32,
                of.monitor(),
                of.seed()),
            spec.evaluate(),
            new Kernels(),
            false);
    TrialRecord diverged = run(shorter);
    assertThat(diverged.outcome())
        .isInstanceOfSatisfying(
            Outcome.Diverged.class,
            outcome -> {
              assertThat(outcome.step()).isEqualTo(step - 1);
              assertThat(outcome.loss()).isNotFinite();
            });
    assertThat(diverged.trained().epochs()).hasSize(1);
    assertThat(diverged.trained().bestEpoch()).isZero();
    assertThat(diverged.measured().evaluations()).isEmpty();
  }

  /** Weights may be infinite or no numbers when a bird moves, one step before the loss tells. */
  @Test
  void aMovingTicketDivergesAsAnyOther() {
    for (FlyingBird.Growth growth : FlyingBird.Growth.values()) {
      FlyingBird restless = new FlyingBird(0.6, new Igq(), 0.5, 0.005, 1, 1, 0.5, growth);
      for (double rate : new double[] {1e4, 1e6, 1e20, 1e38}) {
        for (Architecture network : List.of(new SmallCnn(4), new Mlp(List.of(16)))) {
          assertThat(run(spec(network, restless, rate, 3)).outcome())
              .as(growth + ", " + rate + ", " + network)
              .isInstanceOf(Outcome.Diverged.class);
        }
      }
    }
  }

  /** All that is measured, without clocks. */
  private static List<Object> timeless(TrialRecord of) {
    List<Object> parts =
        new ArrayList<>(
            List.of(
                of.id(),
                of.spec(),
                of.outcome(),
                of.trained().sparsity(),
                of.trained().bestEpoch(),
                of.trained().layers(),
                of.trained().flops(),
                of.provenance().dataDigest()));
    for (EpochRecord epoch : of.trained().epochs()) {
      parts.add(
          List.of(
              epoch.learningRate(),
              epoch.trainLoss(),
              epoch.runningCorrect(),
              epoch.train(),
              epoch.validation(),
              epoch.test(),
              epoch.sparsity(),
              epoch.maskChange(),
              epoch.trainPasses(),
              epoch.measurePasses()));
    }
    for (EvaluationRecord row : of.measured().evaluations()) {
      parts.add(List.of(row.checkpoint(), row.split(), row.settings(), row.counts(), row.passes()));
    }
    return parts;
  }
}
