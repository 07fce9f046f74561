package org.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Oracle;
import org.tombola.attack.Pgd;
import org.tombola.data.ImageData;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.train.Trained;

class EvaluationTest {
  private static final Key KEY = Key.ofSeed(41);
  private static final Epsilon SMALL = Epsilon.parse("0.02");

  static Stream<Attack> attacks() {
    return Stream.of(
        new Fgsm(Norm.LINF, SMALL),
        new Pgd(Norm.LINF, SMALL, Epsilon.parse("0.005"), 6, 2),
        new Pgd(Norm.L2, Epsilon.parse("0.2"), Epsilon.parse("0.05"), 6, 1));
  }

  private static ImageData images() {
    return Trained.SHAPES.test();
  }

  private static Counts counts(Evaluation evaluation, Network network) {
    return evaluation.of(network, images(), 0, KEY, () -> {});
  }

  /** Losses differ by rounding only. */
  @ParameterizedTest
  @MethodSource("attacks")
  void batchesOfSevenCountAsBatchesOfSixtyFour(Attack attack) {
    try (Network network = Trained.network()) {
      Counts seven = counts(new Evaluation(attack, 7), network);
      Counts more = counts(new Evaluation(attack, 64), network);
      assertThat(seven.images()).isEqualTo(more.images()).isEqualTo(100);
      assertThat(seven.standard()).isEqualTo(more.standard());
      assertThat(seven.robust()).isEqualTo(more.robust());
      assertThat(seven.standardLoss()).isCloseTo(more.standardLoss(), within(1e-5));
      assertThat(seven.robustLoss()).isCloseTo(more.robustLoss(), within(1e-3));
      // else nothing was attacked, or nothing could be
      assertThat(more.robust()).isBetween(1, more.standard() - 1);
      assertThat(more.standard()).isLessThan(100);
    }
  }

  @Test
  void theSameKeyGivesTheSameCountsAndLosses() {
    Evaluation evaluation =
        new Evaluation(new Pgd(Norm.LINF, SMALL, Epsilon.parse("0.005"), 4, 1), 32);
    try (Network network = Trained.network()) {
      assertThat(counts(evaluation, network)).isEqualTo(counts(evaluation, network));
    }
  }

  /** Fgsm takes two passes and one gradient an image. */
  @Test
  void onlyImagesTheNetworkHasRightAreAttacked() {
    try (Network network = Trained.network()) {
      Counts counts = counts(new Evaluation(new Fgsm(Norm.LINF, SMALL), 32), network);
      assertThat(counts.standard()).isBetween(1, 99);
      assertThat(network.passes())
          .isEqualTo(new Passes(100 + 2L * counts.standard(), counts.standard(), 0));
    }
  }

  @Test
  void countsAreThoseOfTheImagesJudgedOneByOne() {
    Fgsm fgsm = new Fgsm(Norm.LINF, SMALL);
    try (Network network = Trained.network()) {
      Images all = Trained.images(images(), 0, 100);
      Logits clean = network.forward(all, Mode.EVAL).logits();
      int[] labels = images().labels();
      int[] ids = new int[100];
      Arrays.setAll(ids, i -> i);
      Attack.Targets targets = new Attack.Targets(all, labels, ids);
      Attack.Outcome outcome = fgsm.craft(Oracle.of(() -> network), targets, KEY).outcome();
      double[] losses = new CrossEntropy().at(clean, labels).values();
      int standard = 0;
      int robust = 0;
      double standardLoss = 0;
      double robustLoss = 0;
      for (int i = 0; i < 100; i++) {
        boolean right = clean.right(i, labels[i]);
        standard += right ? 1 : 0;
        robust += right && !outcome.broken()[i] ? 1 : 0;
        standardLoss += losses[i] / 100;
        // an image that was wrong is not attacked
        robustLoss += (right ? outcome.loss()[i] : losses[i]) / 100;
      }
      Counts counts = counts(new Evaluation(fgsm, 100), network);
      assertThat(counts.standard()).isEqualTo(standard);
      assertThat(counts.robust()).isEqualTo(robust);
      assertThat(counts.standardLoss()).isCloseTo(standardLoss, within(1e-6));
      assertThat(counts.robustLoss()).isCloseTo(robustLoss, within(1e-5));
    }
  }

  @Test
  void aCountLooksAtTheFirstImagesAndNoneMeansAll() {
    Evaluation evaluation = new Evaluation(new Fgsm(Norm.LINF, SMALL), 16);
    try (Network network = Trained.network()) {
      int[] first = new int[40];
      Arrays.setAll(first, i -> i);
      assertThat(evaluation.of(network, images(), 40, KEY, () -> {}))
          .isEqualTo(evaluation.of(network, images().select(first), 0, KEY, () -> {}));
      assertThat(evaluation.of(network, images(), 1000, KEY, () -> {}))
          .isEqualTo(counts(evaluation, network));
    }
  }

  @Test
  void evaluationMovesNothingInTheNetwork() {
    Evaluation evaluation =
        new Evaluation(new Pgd(Norm.LINF, SMALL, Epsilon.parse("0.005"), 3, 1), 32);
    try (Network network = Trained.network()) {
      float[] before = network.parameters();
      counts(evaluation, network);
      assertThat(network.parameters()).isEqualTo(before);
    }
  }

  @Test
  void aNetworkThatGivesNoNumberHasNothingRight() {
    Evaluation evaluation = new Evaluation(new Fgsm(Norm.LINF, SMALL), 32);
    try (Network network = Trained.network()) {
      float[] none = network.parameters();
      Arrays.fill(none, Float.NaN);
      network.assign(none);
      Counts counts = counts(evaluation, network);
      assertThat(counts.standard()).isZero();
      assertThat(counts.robust()).isZero();
      assertThat(counts.standardLoss()).isNaN();
    }
  }
}
