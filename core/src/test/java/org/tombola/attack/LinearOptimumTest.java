package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.Mode;
import org.tombola.random.Key;

/** On a linear network the worst point of a ball is known: margin - epsilon x dual norm. */
class LinearOptimumTest {
  private static final int BATCH = 40;
  private static final Key KEY = Key.ofSeed(11);

  static Stream<Attack> attacks() {
    Epsilon box = Epsilon.parse("0.1");
    Epsilon ball = Epsilon.parse("0.3");
    return Stream.of(
        new Fgsm(Norm.LINF, box),
        new Fgsm(Norm.L2, ball),
        new Pgd(Norm.LINF, box, Epsilon.parse("0.025"), 10, 1),
        new Pgd(Norm.LINF, box, Epsilon.parse("0.3"), 1, 2),
        new Pgd(Norm.L2, ball, Epsilon.parse("0.15"), 20, 1));
  }

  /** Away from the pixel bounds. */
  private static INDArray images() {
    return Nd4j.createFromArray(
            KEY.child("images").uniform(BATCH * Linear.SHAPE.size(), 0.15, 0.85))
        .reshape(BATCH, 1, 4, 5);
  }

  private static Attack.Targets targets(INDArray images) {
    return new Attack.Targets(
        images,
        IntStream.range(0, BATCH).map(i -> i % 2).toArray(),
        IntStream.range(0, BATCH).toArray());
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void perturbedPointsReachIt(Attack attack) {
    try (Linear linear = Linear.drawn(KEY);
        INDArray images = images();
        INDArray worst =
            attack.perturb(linear.network, targets(images), Mode.EVAL, KEY.child("noise"))) {
      double reach = linear.reach(attack.threat());
      float[] logits = linear.network.forward(worst, Mode.EVAL).logits().dup().data().asFloat();
      for (int i = 0; i < BATCH; i++) {
        int label = i % 2;
        double margin = logits[2 * i + label] - (double) logits[2 * i + 1 - label];
        // l2 steps come near the optimum, and never past it
        double tolerance = attack.threat().norm() == Norm.LINF ? 2e-5 : 1e-3 * reach;
        assertThat(margin)
            .isCloseTo(linear.margin(image(images, i), label) - reach, within(tolerance));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void breaksExactlyTheImagesThatCanBeBroken(Attack attack) {
    try (Linear linear = Linear.drawn(KEY);
        INDArray images = images()) {
      double reach = linear.reach(attack.threat());
      Attack.Outcome outcome = attack.attack(linear.network, targets(images), KEY.child("noise"));
      int[] seen = new int[3];
      for (int i = 0; i < BATCH; i++) {
        double worst = linear.margin(image(images, i), i % 2) - reach;
        if (Math.abs(worst) > 2e-3 * reach) {
          assertThat(outcome.broken()[i]).as("image " + i + ", " + worst).isEqualTo(worst < 0);
          seen[worst >= 0 ? 2 : worst + reach >= 0 ? 1 : 0]++;
        }
      }
      // wrong before, broken by the attack, standing: else this shows nothing
      assertThat(Arrays.stream(seen).min().orElseThrow()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theLossOfAStandingImageIsThatOfItsWorstPoint(Attack attack) {
    try (Linear linear = Linear.drawn(KEY);
        INDArray images = images()) {
      double reach = linear.reach(attack.threat());
      Attack.Outcome outcome = attack.attack(linear.network, targets(images), KEY.child("noise"));
      for (int i = 0; i < BATCH; i++) {
        double worst = linear.margin(image(images, i), i % 2) - reach;
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

  private static float[] image(INDArray images, int i) {
    int size = Linear.SHAPE.size();
    return Arrays.copyOfRange(images.data().asFloat(), i * size, (i + 1) * size);
  }
}
