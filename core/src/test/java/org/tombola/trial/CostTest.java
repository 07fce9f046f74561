package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Pgd;
import org.tombola.data.Cifar10;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Mode;
import org.tombola.network.Passes;
import org.tombola.network.SmallCnn;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.ticket.OneShotMagnitude;
import org.tombola.train.Awp;
import org.tombola.train.Constant;
import org.tombola.train.FastAt;
import org.tombola.train.FreeAt;
import org.tombola.train.KdSwa;
import org.tombola.train.PgdAt;
import org.tombola.train.Recipe;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Trades;

/** What is foretold against what a network counts. */
class CostTest {
  // so small that hardly an image is broken: then all steps are made
  private static final Epsilon EPSILON = Epsilon.parse("0.001");
  private static final Attack PGD = new Pgd(Norm.LINF, EPSILON, EPSILON, 3, 2);

  private static TrialSpec spec(Recipe recipe, Attack attack) {
    return new TrialSpec(
        new Training(
            new org.tombola.data.Shapes(96, 32, 12, 1, 0),
            new Split(0, 16, 0, Split.Order.FILE, 10),
            new org.tombola.data.None(),
            new SmallCnn(4),
            new OneShotMagnitude(),
            recipe,
            new Sgd(0.05, 0.9, 5e-4),
            new Constant(),
            3,
            16,
            new Monitor(attack, 40, 0, 500),
            3),
        List.of(attack),
        new Kernels(),
        false);
  }

  @Test
  void noStageTakesMoreThanForetoldAndTrainingHardlyLess() {
    Recipe adversarial = new PgdAt(Norm.LINF, EPSILON, EPSILON, 10, Mode.TRAIN);
    Recipe brief = new PgdAt(Norm.LINF, EPSILON, EPSILON, 2, Mode.TRAIN);
    for (TrialSpec spec :
        List.of(
            spec(adversarial, PGD),
            spec(new Standard(), new Fgsm()),
            spec(new FreeAt(EPSILON, 2), new Fgsm()),
            spec(new FastAt(), new Fgsm()),
            spec(new Awp(brief, 0.01, 1), new Fgsm()),
            spec(new KdSwa(brief, 1, 1, 1, 2, KdSwa.Averaging.EPOCHS, 1), new Fgsm()))) {
      Artifacts artifacts = Artifacts.inMemory();
      TrialRunner.run(spec, new Surroundings(null, artifacts, Checkpoints.NEVER, epoch -> {}));
      for (Stage stage : Stage.of(spec)) {
        StageResult result = artifacts.describe(stage).orElseThrow();
        if (stage instanceof Stage.Train train) {
          // measuring aside, exactly
          Recipe recipe = train.training().recipe();
          assertThat(result.trained().epochs())
              .allMatch(
                  epoch -> epoch.trainPasses().equals(recipe.passes(epoch.epoch() - 1, 80, 16)));
        }
        Passes counted = result.passes();
        Cost cost = Cost.of(stage);
        assertThat(cost.known()).isTrue();
        assertThat(counted.forward()).isLessThanOrEqualTo(cost.passes().forward());
        assertThat(counted.inputGradient()).isLessThanOrEqualTo(cost.passes().inputGradient());
        assertThat(counted.parameterGradient()).isEqualTo(cost.passes().parameterGradient());
        // images that are wrong from the start, one network for two, restarts: all come out below
        double least = stage.measures() ? 1.0 / 20 : 1.0 / 3;
        assertThat(counted.total()).isGreaterThan((long) (least * cost.passes().total()));
      }
    }
  }

  /** By the published rule a replay is a training step, and no attack's. */
  @Test
  void replaysCostWhatTheirStepsCost() {
    double standard = published(new Standard());
    assertThat(published(new FreeAt(EPSILON, 4))).isEqualTo(4 * standard);
    assertThat(published(new PgdAt(Norm.LINF, EPSILON, EPSILON, 3, Mode.TRAIN)))
        .isEqualTo(4 * standard);
    assertThat(published(new Trades(Norm.LINF, EPSILON, EPSILON, 3, Mode.TRAIN, 6)))
        .isEqualTo(4 * standard);
  }

  private static double published(Recipe recipe) {
    Artifacts artifacts = Artifacts.inMemory();
    TrialSpec spec = spec(recipe, new Fgsm());
    Stage.Train stage =
        new Stage.Train(
            spec.training().of(spec.training().network(), new Dense(), spec.training().plan()));
    StageRunner.run(
        stage, new Surroundings(null, artifacts, Checkpoints.NEVER, Surroundings.Watcher.NOBODY));
    return StageRunner.trained(artifacts.find(stage).orElseThrow()).flops().paperTraining();
  }

  @Test
  void onlyTheEpochsThatAreLeftCount() {
    Training training = spec(new Standard(), PGD).training();
    Passes all = Cost.of(new Stage.Train(training)).passes();
    Passes first = Cost.of(new Stage.Train(training, 2)).passes();
    assertThat(Cost.of(new Stage.Train(training), 2).passes()).isEqualTo(all.minus(first));
    assertThat(first.total() * 3).isEqualTo(all.total() * 2);
  }

  @Test
  void epochsThatAreAlikeAreToldAtOnceAndLateOnesAreCountedIn() {
    PgdAt base = new PgdAt(Norm.LINF, EPSILON, EPSILON, 2, Mode.TRAIN);
    for (Recipe recipe :
        List.of(
            base,
            new Awp(base, 0.01, 2),
            new Awp(base, 0.01, 9),
            new KdSwa(base, 1, 1, 1, 2, KdSwa.Averaging.EPOCHS, 1))) {
      Training training = spec(recipe, PGD).training();
      Passes summed = Passes.NONE;
      for (int epoch = 0; epoch < 3; epoch++) {
        summed = summed.plus(Cost.of(new Stage.Train(training, epoch + 1), epoch).passes());
      }
      assertThat(Cost.of(new Stage.Train(training)).passes()).isEqualTo(summed);
      assertThat(Cost.of(new Stage.Train(training), 3).passes()).isEqualTo(Passes.NONE);
    }
  }

  @Test
  void passesThatNoLongHoldsStayTheMost() {
    Passes most = new Passes(Long.MAX_VALUE / 2, 1, 3).times(5);
    assertThat(most).isEqualTo(new Passes(Long.MAX_VALUE, 5, 15));
    assertThat(most.plus(most).forward()).isEqualTo(Long.MAX_VALUE);
    assertThat(most.total()).isEqualTo(Long.MAX_VALUE);
    assertThat(new Passes(1L << 40, 0, 0).times(1L << 40).forward()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void filesOfAnyKindAreTakenForAsManyAsCifarAndItSaysSo() {
    List<Cost> costs = new ArrayList<>();
    for (Source.Files files : Source.Files.values()) {
      costs.add(Cost.of(new Stage.Evaluate(cifar(files, new Split()), PGD)));
    }
    assertThat(costs.get(0)).isEqualTo(new Cost(costs.get(1).passes(), true));
    assertThat(costs.get(1).known()).isFalse();
    // 45,000 + 5,000 + 10,000 images, two networks; (4 + 3) * 2 restarts + 1
    // and 64 + 64 + 8 looks for suspicion at each network and split
    assertThat(costs.get(0).passes().total()).isEqualTo(60_000L * 2 * 15 + 2 * 3 * 136);
    Split counted = new Split(100, 10, 10, Split.Order.FILE, 10);
    assertThat(Cost.of(new Stage.Train(cifar(Source.Files.ANY, counted))).known()).isTrue();
  }

  private static Training cifar(Source.Files files, Split split) {
    return new Training(
        new Cifar10(files),
        split,
        new org.tombola.data.None(),
        new SmallCnn(),
        new Dense(),
        new Standard(),
        new Sgd(),
        new Constant(),
        2,
        100,
        new Monitor(),
        1);
  }
}
