package org.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Eot;
import org.tombola.attack.Pgd;
import org.tombola.data.ImageData;
import org.tombola.mask.Mask;
import org.tombola.measure.Switching.Judgements;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.train.Trained;

class SwitchingTest {
  private static final Key KEY = Key.ofSeed(17);
  private static final ImageData IMAGES = Trained.SHAPES.validation(); // 60 of them
  private static final Pgd PGD =
      new Pgd(Norm.LINF, Epsilon.parse("0.03"), Epsilon.parse("0.01"), 4, 1);

  private final List<Network> open = new ArrayList<>();

  /** Trained networks that miss a tenth of their weights each, drawn by a seed. */
  private List<Network> networks(int count) {
    for (int n = 0; n < count; n++) {
      Network network = Trained.network();
      int[] kept = network.layout().prunable().stream().mapToInt(SwitchingTest::mostOf).toArray();
      Mask mask = Mask.random(network.layout(), kept, Key.ofSeed(n));
      float[] parameters = network.parameters();
      mask.apply(parameters);
      network.assign(parameters);
      open.add(network);
    }
    return open;
  }

  private static int mostOf(Slice slice) {
    return slice.length() * 9 / 10;
  }

  private static List<Supplier<Network>> ready(List<Network> networks) {
    return networks.stream().<Supplier<Network>>map(network -> () -> network).toList();
  }

  private static Passes passes(List<Network> networks) {
    return networks.stream().map(Network::passes).reduce(Passes.NONE, Passes::plus);
  }

  private static Judgements judged(Attack attack, int batch, List<Network> networks) {
    return new Switching(attack, batch).of(ready(networks), IMAGES, KEY, () -> {});
  }

  private static Counts alone(Attack attack, Network network) {
    return new Evaluation(attack, 60).of(network, IMAGES, 0, KEY, () -> {});
  }

  @AfterEach
  void close() {
    open.forEach(Network::close);
  }

  /** What a ticket stands of examples crafted on itself is what its own trial measures. */
  @Test
  void theDiagonalIsEachNetworksOwnEvaluation() {
    List<Network> networks = networks(3);
    Judgements all = judged(PGD, 60, networks);
    for (int n = 0; n < 3; n++) {
      Counts own = alone(PGD, networks.get(n));
      Counts here = all.counts(n, n);
      assertThat(here.standard()).isEqualTo(own.standard());
      assertThat(here.robust()).isEqualTo(own.robust()).isLessThan(own.standard());
      assertThat(here.standardLoss()).isCloseTo(own.standardLoss(), within(1e-6));
      assertThat(here.robustLoss()).isCloseTo(own.robustLoss(), within(1e-2));
    }
  }

  @Test
  void examplesHurtTheNetworkTheyWereCraftedOnMost() {
    Judgements all = judged(PGD, 60, networks(3));
    for (int target = 0; target < 3; target++) {
      int own = all.counts(target, target).robust();
      for (int source = 0; source < 3; source++) {
        if (source != target) {
          assertThat(all.counts(source, target).robust()).isGreaterThan(own);
        }
      }
    }
  }

  /**
   * Each image's draw is one cell of the matrix. So draws from matrices that hold one cell each
   * make up the draw from the whole, image by image; and a cell is drawn as often as any other.
   */
  @Test
  void drawingTakesOneCellOfTheTransferMatrixForEachImage() {
    int images = 400;
    boolean[][] standard = new boolean[2][images];
    boolean[][][] robust = new boolean[2][2][images];
    SplittableRandom bits = KEY.stream();
    int matrix = 0;
    for (int i = 0; i < images; i++) {
      for (int target = 0; target < 2; target++) {
        standard[target][i] = bits.nextBoolean();
        for (int source = 0; source < 2; source++) {
          robust[source][target][i] = bits.nextInt(3) < source + target;
          matrix += robust[source][target][i] ? 1 : 0;
        }
      }
    }
    Judgements all =
        new Judgements(standard, new double[2][images], robust, new double[2][2][images]);
    double mean = matrix / 4.0;
    int cells = 0;
    for (int source = 0; source < 2; source++) {
      for (int target = 0; target < 2; target++) {
        cells += all.counts(source, target).robust();
      }
    }
    // the mean over all draws there are is the matrix's mean
    assertThat(cells / 4.0).isEqualTo(mean);
    int tries = 400;
    double sum = 0;
    for (int key = 0; key < tries; key++) {
      Key drawn = Key.ofSeed(key);
      int parts = 0;
      int everything = 0;
      for (int cell = 0; cell < 4; cell++) {
        boolean[][][] part = new boolean[2][2][images];
        part[cell / 2][cell % 2] = robust[cell / 2][cell % 2];
        boolean[][][] full = new boolean[2][2][images];
        java.util.Arrays.fill(full[cell / 2][cell % 2], true);
        parts += only(standard, part).drawn(drawn).robust();
        int taken = only(standard, full).drawn(drawn).robust();
        everything += taken;
        // 400 draws of a quarter: 100, give or take 8.7
        assertThat(taken).isBetween(50, 150);
      }
      assertThat(parts).isEqualTo(all.drawn(drawn).robust());
      assertThat(everything).isEqualTo(images);
      sum += all.drawn(drawn).robust();
    }
    // one draw deviates by 10 at most, the mean of 400 by 0.5: five of these
    assertThat(sum / tries).isCloseTo(mean, within(2.5));
  }

  private static Judgements only(boolean[][] standard, boolean[][][] robust) {
    int images = standard[0].length;
    return new Judgements(standard, new double[2][images], robust, new double[2][2][images]);
  }

  /** Rounding may tip an image or two, and nothing else depends on the batch. */
  @Test
  void judgementsHangOffTheImageAndNotOffTheBatch() {
    List<Network> networks = networks(2);
    for (Attack attack : List.of(PGD, new Eot(PGD, 0), new Eot(PGD, 2))) {
      Judgements together = judged(attack, 60, networks);
      Judgements apart = judged(attack, 7, networks);
      assertThat(apart.standard()).isDeepEqualTo(together.standard());
      int differing = 0;
      for (int s = 0; s < together.sources(); s++) {
        for (int t = 0; t < 2; t++) {
          for (int i = 0; i < IMAGES.count(); i++) {
            differing += apart.robust()[s][t][i] == together.robust()[s][t][i] ? 0 : 1;
          }
        }
      }
      assertThat(differing).as(attack.toString()).isLessThanOrEqualTo(3);
    }
  }

  /** Crafted once a source; judged by the others; nothing spent on images a source has wrong. */
  @Test
  void noExampleIsCraftedTwice() {
    List<Network> networks = networks(3);
    Passes before = passes(networks);
    Judgements all =
        judged(new Pgd(Norm.LINF, Epsilon.parse("1e-30"), PGD.step(), 4, 1), 60, networks);
    Passes spent = passes(networks).minus(before);
    long attacked = IntStream.range(0, 3).mapToLong(n -> all.counts(n, n).standard()).sum();
    // an epsilon that moves no float breaks nothing: 5 looks and 4 gradients each, and two other
    // judges
    assertThat(spent.inputGradient()).isEqualTo(4 * attacked);
    assertThat(spent.forward()).isEqualTo(3 * 60 + 5 * attacked + 2 * attacked);
  }

  @Test
  void anEvaluationTakesAtMostThePassesTold() {
    List<Network> networks = networks(3);
    for (Attack attack : List.of(PGD, new Eot(PGD, 0), new Eot(PGD, 2))) {
      Passes before = passes(networks);
      judged(attack, 60, networks);
      Passes spent = passes(networks).minus(before);
      Passes most = new Switching(attack, 60).passes(3, 60);
      assertThat(spent.forward()).isPositive().isLessThanOrEqualTo(most.forward());
      assertThat(spent.inputGradient()).isPositive().isLessThanOrEqualTo(most.inputGradient());
      assertThat(spent.parameterGradient()).isZero();
    }
  }

  @Test
  void expectationOverOneNetworkIsTheAttackItself() {
    List<Network> one = networks(1);
    Counts plain = judged(PGD, 60, one).counts(0, 0);
    assertThat(judged(new Eot(PGD, 0), 60, one).counts(0, 0)).isEqualTo(plain);
    Counts evaluated = alone(new Eot(PGD, 0), one.get(0));
    assertThat(evaluated).isEqualTo(alone(PGD, one.get(0)));
  }

  /** A switch is weaker than its transfer matrix lets it look. */
  @Test
  void theExpectationBreaksMoreThanADrawnSource() {
    List<Network> networks = networks(3);
    Judgements each = judged(PGD, 60, networks);
    double matrix = 0;
    for (int source = 0; source < 3; source++) {
      for (int target = 0; target < 3; target++) {
        matrix += each.counts(source, target).robust() / 9.0;
      }
    }
    for (int draws : new int[] {0, 4}) {
      Judgements together = judged(new Eot(PGD, draws), 60, networks);
      assertThat(together.sources()).isEqualTo(1);
      double mean = 0;
      for (int target = 0; target < 3; target++) {
        mean += together.counts(0, target).robust() / 3.0;
      }
      assertThat(mean).as(draws + " draws").isLessThan(matrix);
    }
  }
}
