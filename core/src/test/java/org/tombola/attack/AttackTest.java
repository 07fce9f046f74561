package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack.Targets;
import org.tombola.method.Family;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.objective.Logits;
import org.tombola.random.Key;
import org.tombola.train.Trained;

/** What every attack keeps to, on a trained network with batch normalisation. */
class AttackTest {
  private static final int BATCH = 24;
  private static final Key KEY = Key.ofSeed(31);

  /** Every method of the family has its settings here, for both norms. */
  static Stream<Attack> attacks() {
    return Family.of(Attack.class).methods().stream()
        .flatMap(method -> settings(method.name()).stream());
  }

  private static List<Attack> settings(String method) {
    Epsilon box = Epsilon.parse("8/255");
    Epsilon ball = Epsilon.parse("0.5");
    return switch (method) {
      case "fgsm" -> List.of(new Fgsm(Norm.LINF, box), new Fgsm(Norm.L2, ball));
      case "pgd" ->
          List.of(
              new Pgd(Norm.LINF, box, Epsilon.parse("2/255"), 6, 2),
              new Pgd(Norm.L2, ball, Epsilon.parse("0.2"), 6, 2),
              // steps longer than the ball, into the pixel bounds
              new Pgd(Norm.LINF, Epsilon.parse("0.4"), Epsilon.parse("0.7"), 3, 1),
              new Pgd(Norm.L2, Epsilon.parse("4"), Epsilon.parse("9"), 3, 1));
      case "eot" ->
          List.of(
              new Eot(new Pgd(Norm.LINF, box, Epsilon.parse("2/255"), 6, 2), 0),
              new Eot(new Fgsm(Norm.L2, ball), 0));
      default -> throw new IllegalStateException("Cannot test " + method + ": add its settings");
    };
  }

  static Stream<Attack> randomAttacks() {
    return attacks().filter(Pgd.class::isInstance);
  }

  private static INDArray images() {
    return Trained.images(Trained.SHAPES.test(), 0, BATCH);
  }

  private static Targets targets(INDArray images) {
    return targets(images, IntStream.range(0, BATCH).toArray());
  }

  private static Targets targets(INDArray images, int[] ids) {
    int[] labels = Trained.SHAPES.test().labels();
    return new Targets(images, Arrays.stream(ids).map(i -> labels[i]).toArray(), ids);
  }

  /** Floats near 1 are 6e-8 apart; lengths of 144 of them may err by some 1e-6. */
  @ParameterizedTest
  @MethodSource("attacks")
  void staysInsideTheBallAndThePixelRange(Attack attack) {
    for (Mode mode : Mode.values()) {
      try (Network network = Trained.network();
          INDArray images = images();
          INDArray points = attack.perturb(network, targets(images), mode, KEY)) {
        assertThat(points.shape()).isEqualTo(images.shape());
        assertThat(points.minNumber().doubleValue()).isGreaterThanOrEqualTo(0);
        assertThat(points.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
        double epsilon = attack.threat().epsilon().value();
        double[] sizes = sizes(points, images, attack.threat().norm());
        assertThat(Arrays.stream(sizes).boxed()).allMatch(size -> size <= epsilon + 2e-6);
        // and uses the ball: else standing still would pass
        assertThat(Arrays.stream(sizes).max().orElseThrow()).isGreaterThan(0.5 * epsilon);
      }
    }
  }

  private static double[] sizes(INDArray points, INDArray images, Norm norm) {
    float[] moved = points.dup('c').data().asFloat();
    float[] from = images.dup('c').data().asFloat();
    int size = moved.length / BATCH;
    double[] sizes = new double[BATCH];
    for (int i = 0; i < moved.length; i++) {
      double move = Math.abs(moved[i] - (double) from[i]);
      int image = i / size;
      sizes[image] = norm == Norm.LINF ? Math.max(sizes[image], move) : sizes[image] + move * move;
    }
    return norm == Norm.LINF ? sizes : Arrays.stream(sizes).map(Math::sqrt).toArray();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void leavesTheImagesAsTheyAre(Attack attack) {
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray before = images.dup()) {
      attack.perturb(network, targets(images), Mode.TRAIN, KEY).close();
      attack.attack(network, targets(images), KEY);
      assertThat(images).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void movesNoParameterUnlessCraftingInTrainingMode(Attack attack) {
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray before = network.parameters().dup()) {
      attack.perturb(network, targets(images), Mode.EVAL, KEY).close();
      attack.perturb(network, targets(images), Mode.BATCH, KEY).close();
      attack.attack(network, targets(images), KEY);
      assertThat(network.parameters().data().asFloat()).isEqualTo(before.data().asFloat());
      attack.perturb(network, targets(images), Mode.TRAIN, KEY).close();
      assertThat(network.parameters().data().asFloat()).isNotEqualTo(before.data().asFloat());
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theSameKeyGivesTheSameBits(Attack attack) {
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray one = attack.perturb(network, targets(images), Mode.EVAL, KEY);
        INDArray two = attack.perturb(network, targets(images), Mode.EVAL, KEY)) {
      assertThat(one.data().asFloat()).isEqualTo(two.data().asFloat());
      Attack.Outcome outcome = attack.attack(network, targets(images), KEY);
      Attack.Outcome again = attack.attack(network, targets(images), KEY);
      assertThat(again.broken()).isEqualTo(outcome.broken());
      assertThat(again.loss()).isEqualTo(outcome.loss());
    }
  }

  @ParameterizedTest
  @MethodSource("randomAttacks")
  void anotherKeyGivesOtherBits(Attack attack) {
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray one = attack.perturb(network, targets(images), Mode.EVAL, KEY);
        INDArray two = attack.perturb(network, targets(images), Mode.EVAL, Key.ofSeed(32))) {
      assertThat(one.data().asFloat()).isNotEqualTo(two.data().asFloat());
    }
  }

  /** Rounding may differ between batch sizes, and a sign may turn where a gradient is near 0. */
  @ParameterizedTest
  @MethodSource("attacks")
  void noiseHangsOffTheIdAndNotOffTheBatch(Attack attack) {
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray together = attack.perturb(network, targets(images), Mode.EVAL, KEY)) {
      Attack.Outcome outcome = attack.attack(network, targets(images), KEY);
      int differing = 0;
      for (int i = 0; i < BATCH; i++) {
        try (INDArray one = Trained.images(Trained.SHAPES.test(), i, 1);
            INDArray alone = attack.perturb(network, targets(one, new int[] {i}), Mode.EVAL, KEY)) {
          float[] expected = together.dup('c').data().asFloat();
          float[] actual = alone.dup('c').data().asFloat();
          for (int p = 0; p < actual.length; p++) {
            differing += Math.abs(actual[p] - expected[i * actual.length + p]) > 1e-4 ? 1 : 0;
          }
          Attack.Outcome own = attack.attack(network, targets(one, new int[] {i}), KEY);
          assertThat(own.broken()[0]).isEqualTo(outcome.broken()[i]);
        }
      }
      assertThat(differing).isLessThan(BATCH * 144 / 200);
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void epsilonZeroBreaksNothingThatWasRight(Attack attack) {
    Epsilon none = Epsilon.parse("0");
    Attack still = with(attack, none);
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray points = still.perturb(network, targets(images), Mode.EVAL, KEY)) {
      boolean[] right = right(network, images);
      assertThat(points.data().asFloat()).isEqualTo(images.data().asFloat());
      boolean[] broken = still.attack(network, targets(images), KEY).broken();
      for (int i = 0; i < BATCH; i++) {
        assertThat(broken[i]).isEqualTo(!right[i]);
      }
    }
  }

  private static Attack with(Attack attack, Epsilon epsilon) {
    if (attack instanceof Eot eot) {
      return new Eot(with(eot.attack(), epsilon), eot.draws());
    }
    return attack instanceof Pgd pgd
        ? new Pgd(pgd.norm(), epsilon, pgd.step(), pgd.steps(), pgd.restarts())
        : new Fgsm(attack.threat().norm(), epsilon);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void judgesAtLeastAsStrictlyAsItsLastPoint(Attack attack) {
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray last =
            // the noise of the first restart
            attack.perturb(network, targets(images), Mode.EVAL, KEY.child("restart", 0))) {
      boolean[] standing = right(network, last);
      Attack.Outcome outcome = attack.attack(network, targets(images), KEY);
      for (int i = 0; i < BATCH; i++) {
        if (!standing[i]) {
          assertThat(outcome.broken()[i]).as("image " + i).isTrue();
        }
      }
      if (attack instanceof Fgsm) {
        assertThat(count(outcome.broken())).isEqualTo(BATCH - count(standing));
      }
    }
  }

  @Test
  void moreStepsAndMoreRestartsNeverLeaveMoreStanding() {
    for (Norm norm : Norm.values()) {
      Epsilon epsilon = Epsilon.parse(norm == Norm.LINF ? "0.03" : "0.3");
      Epsilon step = Epsilon.parse(norm == Norm.LINF ? "0.008" : "0.08");
      try (Network network = Trained.network();
          INDArray images = images()) {
        boolean[] before = new boolean[BATCH];
        for (int[] setting : new int[][] {{1, 1}, {2, 1}, {5, 1}, {10, 1}, {10, 2}, {10, 4}}) {
          Pgd pgd = new Pgd(norm, epsilon, step, setting[0], setting[1]);
          boolean[] broken = pgd.attack(network, targets(images), KEY).broken();
          for (int i = 0; i < BATCH; i++) {
            assertThat(broken[i] || !before[i]).as(pgd + " on image " + i).isTrue();
          }
          before = broken;
        }
        // something was there to break, and something stood to begin with
        assertThat(count(before)).isGreaterThan(BATCH - count(right(network, images)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void raisesTheLoss(Attack attack) {
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray points = attack.perturb(network, targets(images), Mode.EVAL, KEY)) {
      assertThat(loss(network, points)).isGreaterThan(1.1 * loss(network, images));
    }
  }

  /** Start and steps are seen, nothing after an image is broken: 3 images, 2 restarts, 4 steps. */
  @Test
  void pgdSpendsNoPassOnBrokenImages() {
    Pgd pgd = new Pgd(Norm.LINF, Epsilon.parse("0"), Epsilon.parse("0.1"), 4, 2);
    try (Network network = Trained.network();
        INDArray images = images()) {
      int standing = count(right(network, images));
      long before = network.passes().forward();
      pgd.attack(network, targets(images), KEY);
      // the first pass finds who is wrong; with over a quarter wrong they are left out from there
      assertThat(BATCH - standing).isGreaterThanOrEqualTo(BATCH / 4);
      assertThat(network.passes().forward() - before)
          .isEqualTo(BATCH + 4L * standing + 5L * standing);
    }
  }

  @Test
  void fgsmIsOneStepOfPgdFromTheImageItself() {
    Epsilon epsilon = Epsilon.parse("0.05");
    try (Network network = Trained.network();
        INDArray images = images();
        INDArray points =
            new Fgsm(Norm.LINF, epsilon).perturb(network, targets(images), Mode.EVAL, KEY)) {
      float[] moved = points.sub(images).data().asFloat();
      float[] from = images.data().asFloat();
      for (int i = 0; i < moved.length; i++) {
        double room = moved[i] > 0 ? 1 - from[i] : from[i];
        // a whole step, or to the pixel bound, or no gradient at all
        if (moved[i] != 0) {
          assertThat(Math.abs(moved[i])).isCloseTo((float) Math.min(0.05, room), within(1e-6f));
        }
      }
    }
  }

  private static boolean[] right(Network network, INDArray images) {
    Logits logits = Logits.of(network.forward(images, Mode.EVAL).logits());
    boolean[] right = new boolean[BATCH];
    for (int i = 0; i < BATCH; i++) {
      right[i] = logits.right(i, Trained.SHAPES.test().labels()[i]);
    }
    return right;
  }

  private static double loss(Network network, INDArray images) {
    Logits logits = Logits.of(network.forward(images, Mode.EVAL).logits());
    return new org.tombola.objective.CrossEntropy()
        .at(logits, Arrays.copyOf(Trained.SHAPES.test().labels(), BATCH))
        .mean();
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }
}
