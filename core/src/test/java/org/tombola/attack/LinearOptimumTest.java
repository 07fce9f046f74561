package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;

/**
 * On a two-layer network that is linear in the pixel range the worst point of a ball is known: the
 * least of margin - epsilon x dual norm over the other classes.
 */
class LinearOptimumTest {
  private static final int BATCH = 40;
  private static final int CLASSES = 4;
  private static final Key KEY = Key.ofSeed(11);
  private static final Epsilon BOX = Epsilon.parse("0.1");
  private static final Epsilon BALL = Epsilon.parse("0.3");

  /** Those that try every class. */
  static Stream<Attack> targeted() {
    return inBoth(
        (norm, epsilon) ->
            Stream.of(
                new Apgd(norm, epsilon, AttackLoss.TARGETED_DLR, 60, 1, 3),
                new FabT(norm, epsilon, 40, 1, 3),
                new AutoAttack(norm, epsilon, AutoAttack.Version.STANDARD, 3),
                new WorstOf(List.of(new Fgsm(norm, epsilon), new FabT(norm, epsilon, 40, 1, 3)))));
  }

  /** Those that go where the loss leads, which with many classes need not be the nearest border. */
  static Stream<Attack> untargeted() {
    return inBoth(
        (norm, epsilon) ->
            Stream.of(
                new Fgsm(norm, epsilon),
                new Pgd(norm, epsilon, Epsilon.parse("0.025"), 100, 1),
                new Pgd(norm, epsilon, Epsilon.parse("0.025"), 100, 1, AttackLoss.MARGIN),
                new Apgd(norm, epsilon, AttackLoss.CROSS_ENTROPY, 100, 1, 3),
                new Apgd(norm, epsilon, AttackLoss.DLR, 100, 1, 3)));
  }

  private static Stream<Attack> inBoth(BiFunction<Norm, Epsilon, Stream<Attack>> attacks) {
    return Stream.concat(attacks.apply(Norm.LINF, BOX), attacks.apply(Norm.L2, BALL));
  }

  /** Away from the pixel bounds. */
  private static Images images() {
    return new Images(
        KEY.child("images").uniform(BATCH * Linear.SHAPE.size(), 0.15, 0.85), BATCH, Linear.SHAPE);
  }

  private static Attack.Targets targets(Images images, int classes) {
    return new Attack.Targets(
        images,
        IntStream.range(0, BATCH).map(i -> i % classes).toArray(),
        IntStream.range(0, BATCH).toArray());
  }

  @ParameterizedTest
  @MethodSource("targeted")
  void ofManyClassesBreaksExactlyTheImagesThatCanBeBroken(Attack attack) {
    breaksWhatCanBeBroken(attack, CLASSES, 0.02);
  }

  @ParameterizedTest
  @MethodSource("untargeted")
  void ofTwoContendersBreaksExactlyTheImagesThatCanBeBroken(Attack attack) {
    breaksWhatCanBeBroken(attack, 2, 0.02);
  }

  /** Random search is further off, in l2 most of all. */
  @Test
  void randomSearchBreaksNothingThatCannotBeAndMostOfWhatCan() {
    breaksWhatCanBeBroken(new Square(Norm.LINF, BOX, 2000, 0.8, 1), CLASSES, 0.05);
    breaksWhatCanBeBroken(new Square(Norm.L2, BALL, 5000, 0.8, 1), CLASSES, 0.3);
  }

  private static void breaksWhatCanBeBroken(Attack attack, int contenders, double near) {
    try (Linear linear = Linear.drawn(KEY, CLASSES, contenders)) {
      Images images = images();
      Attack.Targets targets = targets(images, contenders);
      Attack.Outcome outcome =
          attack.craft(Oracle.of(() -> linear.network), targets, KEY.child("noise")).outcome();
      int[] seen = new int[3];
      for (int i = 0; i < BATCH; i++) {
        float[] image = images.rows()[i];
        int label = targets.labels()[i];
        double now = linear.margin(image, label);
        double worst = linear.worst(image, label, attack.threat());
        // what needs more than all but a little of the budget is left out
        if (worst > 0 || worst < -near * (now - worst)) {
          assertThat(outcome.broken()[i]).as("image " + i + ", " + worst).isEqualTo(worst < 0);
          seen[worst >= 0 ? 2 : now >= 0 ? 1 : 0]++;
        }
      }
      // wrong before, broken by the attack, standing: else this shows nothing
      assertThat(Arrays.stream(seen).min().orElseThrow()).isPositive();
    }
  }

  static Stream<Attack> steepest() {
    return Stream.of(
        new Fgsm(Norm.LINF, BOX),
        new Fgsm(Norm.L2, BALL),
        new Pgd(Norm.LINF, BOX, Epsilon.parse("0.025"), 10, 1),
        new Pgd(Norm.LINF, BOX, Epsilon.parse("0.3"), 1, 2),
        new Pgd(Norm.L2, BALL, Epsilon.parse("0.15"), 20, 1),
        new Apgd(Norm.LINF, BOX, AttackLoss.CROSS_ENTROPY, 50, 1, 1),
        new Apgd(Norm.L2, BALL, AttackLoss.CROSS_ENTROPY, 100, 1, 1));
  }

  /** With two classes the direction is the same everywhere. */
  @ParameterizedTest
  @MethodSource("steepest")
  void theLossOfAStandingImageIsThatOfItsWorstPoint(Attack attack) {
    try (Linear linear = Linear.drawn(KEY, 2, 2)) {
      Images images = images();
      Attack.Targets targets = targets(images, 2);
      Attack.Outcome outcome =
          attack.craft(Oracle.of(() -> linear.network), targets, KEY.child("noise")).outcome();
      assertThat(outcome.broken()).contains(true, false);
      for (int i = 0; i < BATCH; i++) {
        double worst = linear.worst(images.rows()[i], i % 2, attack.threat());
        if (!outcome.broken()[i]) {
          assertThat(outcome.loss()[i]).isCloseTo(Math.log1p(Math.exp(-worst)), within(2e-3));
        } else {
          // at the point that broke it: at least ln 2, at most the worst point's
          assertThat(outcome.loss()[i])
              .isBetween(Math.log(2) - 1e-6, Math.log1p(Math.exp(-worst)) + 1e-4);
        }
      }
    }
  }
}
