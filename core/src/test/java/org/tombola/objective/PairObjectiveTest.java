package org.tombola.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.method.Family;
import org.tombola.random.Key;
import org.tombola.tensor.Logits;

/** What every objective on two batches of logits keeps to, and goldens of each. */
class PairObjectiveTest {
  private static final int BATCH = 4;
  private static final int CLASSES = 5;
  private static final int[] LABELS = {0, 4, 2, 1};
  private static final double STEP = 1e-5;

  static Stream<PairObjective> objectives() {
    return Family.of(PairObjective.class).methods().stream()
        .map(method -> method.standard().orElseThrow());
  }

  private static Logits logits(String name, double scale) {
    float[] drawn = Key.ofSeed(1).child(name).normal(BATCH * CLASSES);
    double[] values = new double[drawn.length];
    Arrays.setAll(values, i -> scale * drawn[i]);
    return new Logits(values, CLASSES);
  }

  private static Logits moved(Logits logits, int place, double by) {
    double[] values = logits.values().clone();
    values[place] += by;
    return new Logits(values, logits.classes());
  }

  private static double sum(PairLoss loss) {
    return Arrays.stream(loss.values()).sum();
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void slopesByBothMatchCentralDifferences(PairObjective objective) {
    Logits clean = logits("clean", 2);
    Logits other = logits("adversarial", 2);
    PairLoss loss = objective.at(clean, other, LABELS);
    for (int i = 0; i < BATCH * CLASSES; i++) {
      double byClean =
          sum(objective.at(moved(clean, i, STEP), other, LABELS))
              - sum(objective.at(moved(clean, i, -STEP), other, LABELS));
      assertThat(loss.clean()[i]).isCloseTo(byClean / (2 * STEP), within(1e-8));
      double byOther =
          sum(objective.at(clean, moved(other, i, STEP), LABELS))
              - sum(objective.at(clean, moved(other, i, -STEP), LABELS));
      assertThat(loss.adversarial()[i]).isCloseTo(byOther / (2 * STEP), within(1e-8));
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void hugeLogitsGiveFiniteLossAndSlopes(PairObjective objective) {
    for (double scale : new double[] {1e3, 1e30}) {
      PairLoss loss = objective.at(logits("clean", scale), logits("adversarial", scale), LABELS);
      for (double[] numbers : new double[][] {loss.values(), loss.clean(), loss.adversarial()}) {
        assertThat(Arrays.stream(numbers).boxed()).allMatch(Double::isFinite);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void aLogitThatIsNoNumberGivesALossThatIsNone(PairObjective objective) {
    Logits bad = moved(logits("adversarial", 1), 2, Double.NaN);
    PairLoss loss = objective.at(logits("clean", 1), bad, LABELS);
    assertThat(loss.values()[0]).isNaN();
    assertThat(loss.values()[1]).isFinite();
    assertThat(loss.byClean().mean()).isNaN();
  }

  /** p = (1/2, 1/2), q = (1/4, 3/4): log 2 / 2 + log(2/3) / 2, by q's logits q - p. */
  @Test
  void theDivergenceIsThatOfTheAdversarialFromTheClean() {
    PairLoss loss =
        new Kl()
            .at(
                new Logits(new double[] {7, 7}, 2),
                new Logits(new double[] {0, Math.log(3)}, 2),
                new int[] {0});
    assertThat(loss.values()[0]).isCloseTo(0.5 * Math.log(4.0 / 3), within(1e-15));
    assertThat(loss.adversarial()).containsExactly(new double[] {-0.25, 0.25}, within(1e-15));
    // p (log p - log q - KL): half of log 2 - KL, and of log 2/3 - KL
    double half = Math.log(3) / 4;
    assertThat(loss.clean()).containsExactly(new double[] {half, -half}, within(1e-15));
  }

  /** The same logits: log 2, and -log(1.0001 - 1/2); no divergence, so no pull on clean logits. */
  @Test
  void theLossOfMartIsAsWorkedByHand() {
    Logits even = new Logits(new double[] {3, 3}, 2);
    Logits odd = new Logits(new double[] {0, Math.log(3)}, 2);
    PairLoss same = new MartLoss().at(even, even, new int[] {1});
    assertThat(same.values()[0])
        .isCloseTo(Math.log(2) - Math.log(1.0001 - 0.5 + 1e-12), within(1e-14));
    assertThat(same.clean()).containsExactly(0, 0);
    // the true class is 0: -log 1/4, -log(1.0001 - 3/4), 5 x (1.0000001 - 1/2) x log(4/3)/2
    PairLoss apart = new MartLoss().at(even, odd, new int[] {0});
    assertThat(apart.values()[0])
        .isCloseTo(
            Math.log(4) - Math.log(1.0001 - 0.75 + 1e-12) + 5 * 0.5000001 * 0.5 * Math.log(4.0 / 3),
            within(1e-14));
  }

  /** Only the strongest wrong class is pushed down by more than cross-entropy does. */
  @Test
  void theMarginTermIsOfTheStrongestWrongClassAlone() {
    Logits logits = new Logits(new double[] {0, Math.log(2), Math.log(5)}, 3);
    Loss boosted = new BoostedCrossEntropy().at(logits, new int[] {0});
    // probabilities 1/8, 1/4, 5/8; were the others' sum meant, it would be 7/8
    assertThat(boosted.values()[0])
        .isCloseTo(Math.log(8) - Math.log(1.0001 - 0.625 + 1e-12), within(1e-14));
    double room = 1.0001 - 0.625 + 1e-12;
    assertThat(boosted.slopes()[1]).isCloseTo(0.25 - 0.625 * 0.25 / room, within(1e-14));
    assertThat(boosted.slopes()[2]).isCloseTo(0.625 + 0.625 * 0.375 / room, within(1e-14));
  }

  @Test
  void tradesIsCrossEntropyAndBetaTimesTheDivergence() {
    Logits clean = logits("clean", 1);
    Logits other = logits("adversarial", 1);
    Loss natural = new CrossEntropy().at(clean, LABELS);
    PairLoss divergence = new Kl().at(clean, other, LABELS);
    PairLoss loss = new TradesLoss().at(clean, other, LABELS);
    for (int i = 0; i < BATCH; i++) {
      assertThat(loss.values()[i])
          .isCloseTo(natural.values()[i] + 6 * divergence.values()[i], within(1e-14));
    }
    // nothing of the cross-entropy on the adversarial side
    assertThat(Arrays.stream(new TradesLoss(0).at(clean, other, LABELS).adversarial()).boxed())
        .allMatch(slope -> slope == 0);
    assertThat(new TradesLoss(0).at(clean, other, LABELS).clean())
        .containsExactly(natural.slopes());
  }

  /**
   * At temperature 2 logits (0, 2 log 3) are (1/4, 3/4): 4 times the cross-entropy to (1/2, 1/2).
   */
  @Test
  void distillationIsSoftCrossEntropyTimesTheTemperatureSquared() {
    Logits student = new Logits(new double[] {0, 2 * Math.log(3)}, 2);
    Logits teacher = new Logits(new double[] {1, 1}, 2);
    Loss loss = new Distillation().at(student, teacher);
    assertThat(loss.values()[0]).isCloseTo(2 * Math.log(16.0 / 3), within(1e-14));
    assertThat(loss.slopes()).containsExactly(new double[] {-0.5, 0.5}, within(1e-15));
    assertThat(new Distillation(3).at(student, student).slopes()).containsExactly(0, 0);
  }

  @Test
  void slopesOfDistillationMatchCentralDifferences() {
    Logits student = logits("clean", 2);
    Logits teacher = logits("adversarial", 2);
    Distillation distillation = new Distillation(4);
    Loss loss = distillation.at(student, teacher);
    for (int i = 0; i < BATCH * CLASSES; i++) {
      double difference =
          Arrays.stream(distillation.at(moved(student, i, STEP), teacher).values()).sum()
              - Arrays.stream(distillation.at(moved(student, i, -STEP), teacher).values()).sum();
      assertThat(loss.slopes()[i]).isCloseTo(difference / (2 * STEP), within(1e-8));
    }
  }

  @Test
  void weightsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new TradesLoss(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beta must be at least 0, not -1.0");
    assertThatThrownBy(() -> new MartLoss(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("beta must be at least 0, not NaN");
    assertThatThrownBy(() -> new Distillation(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature must be above 0, not 0.0");
  }
}
