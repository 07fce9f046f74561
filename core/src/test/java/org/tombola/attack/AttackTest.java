package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.attack.Attack.Crafted;
import org.tombola.attack.Attack.Targets;
import org.tombola.method.Family;
import org.tombola.network.Checkpoint;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;
import org.tombola.train.Trained;

/** What every attack keeps to, on a trained network with batch normalisation. */
class AttackTest {
  private static final int BATCH = 24;
  private static final Key KEY = Key.ofSeed(31);
  // with more room nothing stands
  private static final Epsilon BOX = Epsilon.parse("1/255");
  private static final Epsilon BALL = Epsilon.parse("0.05");
  private static final Epsilon WIDE = Epsilon.parse("0.9");
  private static final Epsilon TINY = Epsilon.parse("1e-7");
  private static final int WRONG = Trained.SHAPES.test().classes() - 1;
  // targets enough for one to come after another
  private static final int FEW = Math.min(2, WRONG);

  /** Every method of the family has its settings here, for both norms. */
  static Stream<Attack> attacks() {
    return methods().flatMap(AttackTest::attacks);
  }

  /** The same in balls so small that nothing moves. */
  static Stream<Attack> attacksInTinyBalls() {
    return methods()
        .flatMap(
            method -> Stream.of(Norm.values()).flatMap(norm -> settings(method, norm, TINY, TINY)));
  }

  /** Those that draw something. */
  static Stream<Attack> randomAttacks() {
    return Stream.of("pgd", "apgd", "square").flatMap(AttackTest::attacks);
  }

  /** Those that train, too. */
  static Stream<Attack> trainingAttacks() {
    return Stream.of("fgsm", "pgd").flatMap(AttackTest::attacks);
  }

  private static Stream<String> methods() {
    return Family.of(Attack.class).names().stream();
  }

  private static Stream<Attack> attacks(String method) {
    return Stream.of(Norm.values())
        .flatMap(norm -> settings(method, norm, norm == Norm.LINF ? BOX : BALL, WIDE));
  }

  private static Stream<Attack> settings(String method, Norm norm, Epsilon epsilon, Epsilon wide) {
    Epsilon step = Epsilon.parse(norm == Norm.LINF ? "0.25/255" : "0.02");
    Pgd pgd = new Pgd(norm, epsilon, step, 6, 2);
    Square square = new Square(norm, epsilon, 60, 0.8, 2);
    return switch (method) {
      case "fgsm" -> Stream.of(new Fgsm(norm, epsilon));
      case "pgd" ->
          Stream.of(
              pgd,
              new Pgd(norm, epsilon, step, 6, 1, AttackLoss.MARGIN),
              // steps longer than the ball, into the pixel bounds
              new Pgd(norm, wide, Epsilon.parse("4"), 3, 1));
      case "apgd" ->
          Stream.of(AttackLoss.values()).map(loss -> new Apgd(norm, epsilon, loss, 12, 2, FEW));
      case "fab-t" -> Stream.of(new FabT(norm, epsilon, 10, 2, FEW));
      case "square" -> Stream.of(square);
      case "auto-attack" ->
          Stream.of(new AutoAttack(norm, epsilon, AutoAttack.Version.RAND, WRONG));
      case "worst-of" -> Stream.of(new WorstOf(List.of(pgd, square)));
      case "eot" -> Stream.of(new Eot(pgd, 0), new Eot(new Fgsm(norm, epsilon), 0));
      case "transfer" ->
          Stream.of(new Transfer(pgd, Twin.DENSE), new Transfer(square, Twin.NEXT_SEED));
      case "limited" ->
          Stream.of(new Limited(pgd, List.of(SplitName.TEST), List.of(Checkpoint.FINAL), 10));
      default -> throw new IllegalStateException("Cannot test " + method + ": add its settings");
    };
  }

  private static Images perturbed(
      Attack attack, Network network, Targets targets, Mode mode, Key key) {
    return attack instanceof Fgsm fgsm
        ? fgsm.perturb(network, targets, mode, key)
        : ((Pgd) attack).perturb(network, targets, mode, key);
  }

  private static Images images() {
    return Trained.images(Trained.SHAPES.test(), 0, BATCH);
  }

  private static Targets targets(Images images) {
    return targets(images, IntStream.range(0, BATCH).toArray());
  }

  private static Targets targets(Images images, int[] ids) {
    int[] labels = Trained.SHAPES.test().labels();
    return new Targets(images, Arrays.stream(ids).map(i -> labels[i]).toArray(), ids);
  }

  // made once: each network made costs a collection of garbage
  private static final Network NETWORK = Trained.network();
  private static final Network BESIDE = Trained.network();

  static {
    // near, and not the same
    float[] near = BESIDE.parameters();
    for (int i = 0; i < near.length; i++) {
      near[i] *= 1.02f;
    }
    BESIDE.assign(near);
  }

  /** A network, one to craft on beside it, and what asks both. */
  private static final class Two implements AutoCloseable {
    final Network network = NETWORK;
    private final Passes before = NETWORK.passes().plus(BESIDE.passes());

    Crafted craft(Attack attack, Targets targets, Key key) {
      Oracle there = Oracle.of(() -> BESIDE);
      return attack.craft(
          Oracle.of(() -> network).with(Map.of(Twin.DENSE, there, Twin.NEXT_SEED, there)),
          targets,
          key);
    }

    Passes passes() {
      return NETWORK.passes().plus(BESIDE.passes()).minus(before);
    }

    @Override
    public void close() {}
  }

  private static void inside(Images points, Images images, ThreatModel threat) {
    assertThat(points.shape()).isEqualTo(images.shape());
    assertThat(points.count()).isEqualTo(images.count());
    assertThat(Pixels.least(points.pixels())).isGreaterThanOrEqualTo(0);
    assertThat(Pixels.most(points.pixels())).isLessThanOrEqualTo(1);
    double epsilon = threat.epsilon().value();
    double[] sizes = sizes(points, images, threat.norm());
    // floats near 1 are 6e-8 apart; lengths of 144 of them may err by some 1e-6
    assertThat(Arrays.stream(sizes).boxed()).allMatch(size -> size <= epsilon + 2e-6);
    // and uses the ball: else standing still would pass
    assertThat(Arrays.stream(sizes).max().orElseThrow()).isGreaterThan(0.1 * epsilon);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void staysInsideTheBallAndThePixelRange(Attack attack) {
    try (Two two = new Two()) {
      Images images = images();
      Crafted crafted = two.craft(attack, targets(images), KEY);
      inside(crafted.images(), images, attack.threat());
    }
  }

  @ParameterizedTest
  @MethodSource("trainingAttacks")
  void trainingExamplesAreInsideToo(Attack attack) {
    for (Mode mode : Mode.values()) {
      try (Network network = Trained.network()) {
        Images images = images();
        Images points = perturbed(attack, network, targets(images), mode, KEY);
        inside(points, images, attack.threat());
        assertThat(loss(network, points)).isGreaterThan(1.1 * loss(network, images));
      }
    }
  }

  private static double[] sizes(Images points, Images images, Norm norm) {
    float[] moved = points.pixels();
    float[] from = images.pixels();
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
  void leavesImagesAndParametersAsTheyAre(Attack attack) {
    try (Two two = new Two()) {
      Images images = images();
      float[] before = images.pixels().clone();
      float[] parameters = two.network.parameters();
      two.craft(attack, targets(images), KEY);
      assertThat(images.pixels()).isEqualTo(before);
      assertThat(two.network.parameters()).isEqualTo(parameters);
    }
  }

  @ParameterizedTest
  @MethodSource("trainingAttacks")
  void movesStatisticsOnlyWhenCraftingInTrainingMode(Attack attack) {
    try (Network network = Trained.network()) {
      Images images = images();
      float[] before = network.parameters();
      perturbed(attack, network, targets(images), Mode.EVAL, KEY);
      perturbed(attack, network, targets(images), Mode.BATCH, KEY);
      assertThat(network.parameters()).isEqualTo(before);
      perturbed(attack, network, targets(images), Mode.TRAIN, KEY);
      assertThat(network.parameters()).isNotEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theSameKeyGivesTheSameBits(Attack attack) {
    try (Two two = new Two()) {
      Images images = images();
      Crafted one = two.craft(attack, targets(images), KEY);
      Crafted again = two.craft(attack, targets(images), KEY);
      assertThat(again.images().pixels()).isEqualTo(one.images().pixels());
      assertThat(again.outcome().broken()).isEqualTo(one.outcome().broken());
      assertThat(again.outcome().loss()).isEqualTo(one.outcome().loss());
    }
  }

  @ParameterizedTest
  @MethodSource("randomAttacks")
  void anotherKeyGivesOtherBits(Attack attack) {
    try (Two two = new Two()) {
      Images images = images();
      Crafted one = two.craft(attack, targets(images), KEY);
      Crafted other = two.craft(attack, targets(images), Key.ofSeed(32));
      assertThat(one.images().pixels()).isNotEqualTo(other.images().pixels());
    }
  }

  /** Rounding may differ between batch sizes, and a sign may turn where a gradient is near 0. */
  @ParameterizedTest
  @MethodSource("attacks")
  void noiseHangsOffTheIdAndNotOffTheBatch(Attack attack) {
    try (Two two = new Two()) {
      Images images = images();
      Crafted together = two.craft(attack, targets(images), KEY);
      float[] expected = together.images().pixels();
      int differing = 0;
      int fates = 0;
      for (int i = 0; i < BATCH; i++) {
        Images one = Trained.images(Trained.SHAPES.test(), i, 1);
        Crafted alone = two.craft(attack, targets(one, new int[] {i}), KEY);
        float[] actual = alone.images().pixels();
        int own = 0;
        for (int p = 0; p < actual.length; p++) {
          own += Math.abs(actual[p] - expected[i * actual.length + p]) > 1e-3 ? 1 : 0;
        }
        differing += own > actual.length / 20 ? 1 : 0;
        fates += alone.outcome().broken()[0] == together.outcome().broken()[i] ? 0 : 1;
      }
      // a search that forks once ends elsewhere
      assertThat(differing).isLessThan(BATCH / 4);
      assertThat(fates).isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("attacksInTinyBalls")
  void aTinyEpsilonBreaksNothingThatWasRight(Attack attack) {
    try (Two two = new Two()) {
      Images images = images();
      Crafted crafted = two.craft(attack, targets(images), KEY);
      boolean[] right = right(two.network, images);
      for (int i = 0; i < BATCH; i++) {
        assertThat(crafted.outcome().broken()[i]).isEqualTo(!right[i]);
      }
    }
  }

  /** What is wrong as it is counts as broken by the attacks that look there. */
  @ParameterizedTest
  @MethodSource("attacks")
  void anExampleIsWrongWhereItsImageIsBrokenAndRightWhereNot(Attack attack) {
    try (Two two = new Two()) {
      Images images = images();
      Crafted crafted = two.craft(attack, targets(images), KEY);
      boolean[] right = right(two.network, crafted.images());
      for (int i = 0; i < BATCH; i++) {
        assertThat(crafted.outcome().broken()[i]).as("image " + i).isEqualTo(!right[i]);
      }
      if (attack.threat().epsilon().value() < 0.1) {
        assertThat(crafted.outcome().broken()).contains(true, false);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void makesNoMorePassesThanItTells(Attack attack) {
    try (Two two = new Two()) {
      Images images = images();
      two.craft(attack, targets(images), KEY);
      // one look at clean images where classes are ranked, which an evaluation has made already
      Passes most = attack.passes().plus(new Passes(1, 0, 0)).times(BATCH);
      assertThat(two.passes().forward()).isLessThanOrEqualTo(most.forward()).isPositive();
      assertThat(two.passes().inputGradient()).isLessThanOrEqualTo(most.inputGradient());
      assertThat(two.passes().parameterGradient()).isZero();
    }
  }

  static Stream<Attack> attacksWithoutEffect() {
    Epsilon none = Epsilon.parse("1e-30");
    return Stream.of(
        new Fgsm(Norm.LINF, none),
        new Pgd(Norm.LINF, none, none, 7, 2),
        new Apgd(Norm.LINF, none, AttackLoss.CROSS_ENTROPY, 10, 2, 1),
        new Apgd(Norm.LINF, none, AttackLoss.TARGETED_DLR, 10, 1, 3));
  }

  /** Where every image stands nothing is saved: the passes told are those made. */
  @ParameterizedTest
  @MethodSource("attacksWithoutEffect")
  void makesThePassesItTellsWhereImagesStand(Attack attack) {
    try (Network network = Trained.network()) {
      Images all = images();
      boolean[] right = right(network, all);
      int[] standing = IntStream.range(0, BATCH).filter(i -> right[i]).toArray();
      Targets targets = targets(all.of(standing), standing);
      boolean ranked = attack.rounds().stream().anyMatch(round -> round.rank() > 0);
      Passes before = network.passes();
      assertThat(broken(attack, network, targets)).containsOnly(false);
      // where classes are ranked, one look at the images as they are
      Passes told = attack.passes().plus(new Passes(ranked ? 1 : 0, 0, 0));
      assertThat(network.passes().minus(before)).isEqualTo(told.times(standing.length));
    }
  }

  @Test
  void moreStepsAndMoreRestartsNeverLeaveMoreStanding() {
    for (Norm norm : Norm.values()) {
      Epsilon epsilon = Epsilon.parse(norm == Norm.LINF ? "0.03" : "0.3");
      Epsilon step = Epsilon.parse(norm == Norm.LINF ? "0.008" : "0.08");
      try (Network network = Trained.network()) {
        Images images = images();
        boolean[] before = new boolean[BATCH];
        for (int[] setting : new int[][] {{1, 1}, {2, 1}, {5, 1}, {10, 1}, {10, 2}, {10, 4}}) {
          Pgd pgd = new Pgd(norm, epsilon, step, setting[0], setting[1]);
          boolean[] broken = broken(pgd, network, targets(images));
          allOf(before, broken, pgd);
          before = broken;
        }
        // something was there to break, and something stood to begin with
        assertThat(count(before)).isGreaterThan(BATCH - count(right(network, images)));
      }
    }
  }

  private static boolean[] broken(Attack attack, Network network, Targets targets) {
    return attack.craft(Oracle.of(() -> network), targets, KEY).outcome().broken();
  }

  private static void allOf(boolean[] some, boolean[] more, Attack attack) {
    for (int i = 0; i < BATCH; i++) {
      assertThat(more[i] || !some[i]).as(attack + " on image " + i).isTrue();
    }
  }

  /** Parts draw what they draw alone, and an image that one breaks is broken. */
  @Test
  void noImageStandsAutoAttackThatAPartBreaks() {
    for (Norm norm : Norm.values()) {
      Epsilon epsilon = norm == Norm.LINF ? BOX : BALL;
      AutoAttack all = new AutoAttack(norm, epsilon, AutoAttack.Version.STANDARD, FEW);
      try (Network network = Trained.network()) {
        Images images = images();
        boolean[] broken = broken(all, network, targets(images));
        for (Attack part :
            List.of(
                new Apgd(norm, epsilon, AttackLoss.CROSS_ENTROPY, 100, 1, FEW),
                new Apgd(norm, epsilon, AttackLoss.TARGETED_DLR, 100, 1, FEW),
                new FabT(norm, epsilon, 100, 1, FEW),
                new Square(norm, epsilon, 5000, 0.8, 1))) {
          allOf(broken(part, network, targets(images)), broken, part);
        }
        assertThat(broken).contains(true, false);
      }
    }
  }

  @Test
  void theWorstOfAttacksBreaksWhatAnyBreaksAndNothingElse() {
    Epsilon epsilon = Epsilon.parse("0.02");
    List<Attack> attacks =
        List.of(
            new Fgsm(Norm.LINF, epsilon),
            new Pgd(Norm.LINF, epsilon, epsilon, 3, 1),
            new Square(Norm.LINF, epsilon, 40, 0.8, 1));
    try (Network network = Trained.network()) {
      Images images = images();
      boolean[] any = new boolean[BATCH];
      for (Attack attack : attacks) {
        boolean[] broken = broken(attack, network, targets(images));
        for (int i = 0; i < BATCH; i++) {
          any[i] |= broken[i];
        }
      }
      assertThat(broken(new WorstOf(attacks), network, targets(images))).isEqualTo(any);
    }
  }

  /** Start and steps are seen, nothing after an image is broken: 2 restarts, 4 steps. */
  @Test
  void pgdSpendsNoPassOnBrokenImages() {
    Pgd pgd = new Pgd(Norm.LINF, Epsilon.parse("1e-7"), Epsilon.parse("0.1"), 4, 2);
    try (Network network = Trained.network()) {
      Images images = images();
      int standing = count(right(network, images));
      Passes before = network.passes();
      broken(pgd, network, targets(images));
      assertThat(standing).isBetween(1, BATCH - 1);
      assertThat(network.passes().minus(before))
          .isEqualTo(new Passes(BATCH + 4L * standing + 5L * standing, BATCH + 7L * standing, 0));
    }
  }

  @Test
  void fgsmIsOneStepOfPgdFromTheImageItself() {
    Epsilon epsilon = Epsilon.parse("0.05");
    try (Network network = Trained.network()) {
      Images images = images();
      Images points =
          new Fgsm(Norm.LINF, epsilon).perturb(network, targets(images), Mode.EVAL, KEY);
      float[] from = images.pixels();
      for (int i = 0; i < from.length; i++) {
        float moved = points.pixels()[i] - from[i];
        double room = moved > 0 ? 1 - from[i] : from[i];
        // a whole step, or to the pixel bound, or no gradient at all
        if (moved != 0) {
          assertThat(Math.abs(moved)).isCloseTo((float) Math.min(0.05, room), within(1e-6f));
        }
      }
    }
  }

  @Test
  void aGradientThatIsNoNumberEndsTheSearchAndNoImageIsJudgedBeyondIt() {
    try (Network network = Trained.network()) {
      Images images = images();
      Oracle broken =
          (points, goal, want, key) -> {
            Oracle.Response look = Oracle.of(() -> network).at(points, goal, want, key);
            float[] none = new float[points.images().pixels().length];
            Arrays.fill(none, Float.NaN);
            return new Oracle.Response() {
              @Override
              public double[] loss() {
                return look.loss();
              }

              @Override
              public boolean[] right() {
                boolean[] right = new boolean[points.count()];
                Arrays.fill(right, true);
                return right;
              }

              @Override
              public Logits logits() {
                return look.logits();
              }

              @Override
              public float[] gradient() {
                return none;
              }
            };
          };
      long before = network.passes().forward();
      Crafted crafted = new Pgd().craft(broken, targets(images), KEY);
      // one look each, which finds none wrong
      assertThat(network.passes().forward() - before).isEqualTo(BATCH);
      assertThat(crafted.outcome().broken()).containsOnly(false);
      assertThat(Pixels.least(crafted.images().pixels())).isGreaterThanOrEqualTo(0);
    }
  }

  private static boolean[] right(Network network, Images images) {
    Logits logits = network.forward(images, Mode.EVAL).logits();
    boolean[] right = new boolean[BATCH];
    for (int i = 0; i < BATCH; i++) {
      right[i] = logits.right(i, Trained.SHAPES.test().labels()[i]);
    }
    return right;
  }

  private static double loss(Network network, Images images) {
    Logits logits = network.forward(images, Mode.EVAL).logits();
    return new CrossEntropy()
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
