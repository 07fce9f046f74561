package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.data.None;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.mask.MaskDynamics.EpochResult;
import org.tombola.mask.MaskDynamics.Iteration;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.ticket.FlyingBird.Growth;
import org.tombola.train.Constant;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Trainer;

class FlyingBirdPlusTest {
  private static final Key KEY = Key.ofSeed(3);

  /** Gap 0.1, 0.2, 0.2, 0.1, 0.3: two of four differences rise. Loss 5, 4, 3, 2, 1: none does. */
  private static final List<EpochResult> GAP_RISES =
      history(new double[] {0.1, 0.2, 0.2, 0.1, 0.3}, new double[] {5, 4, 3, 2, 1});

  /** Gap falls. Loss 2, 2, 1, 1, 0.5: two of four differences are zero, which is enough. */
  private static final List<EpochResult> LOSS_STAYS =
      history(new double[] {0.5, 0.4, 0.3, 0.2, 0.1}, new double[] {2, 2, 1, 1, 0.5});

  /** Nothing rises: the gap stays, which is not enough, and the loss falls but once. */
  private static final List<EpochResult> NEITHER =
      history(new double[] {0.2, 0.2, 0.2, 0.2, 0.3}, new double[] {5, 4, 3, 3, 2});

  private static final List<EpochResult> BOTH =
      history(new double[] {0.1, 0.2, 0.3, 0.4, 0.5}, new double[] {1, 2, 3, 4, 5});

  private static List<EpochResult> history(double[] gaps, double[] losses) {
    List<EpochResult> history = new ArrayList<>();
    for (int i = 0; i < gaps.length; i++) {
      // the gap is the number itself, for 0.3 - 0.1 would not be 0.2
      history.add(new EpochResult(gaps[i], 0, losses[i]));
    }
    return history;
  }

  @Test
  void halfOfTheLastFourDifferencesDecide() {
    FlyingBirdPlus bird = new FlyingBirdPlus();
    assertThat(bird.prunes(GAP_RISES)).isTrue();
    assertThat(bird.grows(GAP_RISES)).isFalse();
    assertThat(bird.prunes(LOSS_STAYS)).isFalse();
    assertThat(bird.grows(LOSS_STAYS)).isTrue();
    assertThat(bird.prunes(NEITHER)).isFalse();
    assertThat(bird.grows(NEITHER)).isFalse();
    assertThat(bird.prunes(BOTH)).isTrue();
    assertThat(bird.grows(BOTH)).isTrue();
  }

  @Test
  void theGapIsRunningLessRobustAccuracy() {
    List<EpochResult> robustFalls = new ArrayList<>();
    List<EpochResult> bothRise = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      robustFalls.add(new EpochResult(0.5, 0.5 - i / 16.0, 5 - i));
      bothRise.add(new EpochResult(0.5 + i / 16.0, 0.25 + i / 16.0, 5 - i));
    }
    assertThat(new FlyingBirdPlus().prunes(robustFalls)).isTrue();
    assertThat(new FlyingBirdPlus().prunes(bothRise)).isFalse();
  }

  @Test
  void onlyTheLastFiveRecordsCountAndFewerDecideNothing() {
    List<EpochResult> older = new ArrayList<>(BOTH);
    older.addAll(NEITHER);
    assertThat(new FlyingBirdPlus().prunes(older)).isFalse();
    assertThat(new FlyingBirdPlus().grows(older)).isFalse();
    assertThat(new FlyingBirdPlus().prunes(BOTH.subList(1, 5))).isFalse();
    assertThat(new FlyingBirdPlus().grows(BOTH.subList(1, 5))).isFalse();
  }

  /**
   * Of 200 weights 100 are kept, rate 0.5: 50 go and 50 grow. A rising gap drops ceil(0.5 x 0.4 x
   * 100) = 20 more, which nothing replaces; a loss that does not fall grows floor(1.05 x 50) = 52.
   * Gradients are 0 at what was kept, so that nothing dropped grows again.
   */
  @Test
  void theSignalsMoveTheCountsByHand() {
    assertCounts(NEITHER, 100, 50, 100);
    assertCounts(GAP_RISES, 100, 30, 80);
    assertCounts(LOSS_STAYS, 100, 50, 102);
    assertCounts(BOTH, 100, 30, 82);
    // before its time nothing adapts
    assertCounts(BOTH, 99, 50, 100);
  }

  private static void assertCounts(List<EpochResult> history, int epoch, int stayed, int kept) {
    Mask mask = Mask.random(Layouts.ofLengths(List.of(200)), new int[] {100}, KEY);
    Mask move =
        bird(0.5, Growth.GRADIENT).dynamics().after(elsewhere(now(mask, 7, epoch, 70, history)));
    assertThat(stayed(mask, move)).isEqualTo(stayed);
    assertThat(move.kept()).isEqualTo(kept);
  }

  /** The same with gradients that grow nothing that was kept, unless all else is full. */
  private static Iteration elsewhere(Iteration now) {
    float[] gradient = now.gradient().get().clone();
    now.mask().places().stream().forEach(i -> gradient[i] = 0);
    return new Iteration(
        now.number(),
        now.epoch(),
        now.iterations(),
        now.epochs(),
        now.mask(),
        now.parameters(),
        () -> gradient,
        now.history(),
        now.key());
  }

  private static int stayed(Mask before, Mask after) {
    BitSet both = before.places();
    both.and(after.places());
    return both.cardinality();
  }

  /** 42 kept of 43 at rate 1: all go, and the 1.05 x 42 that are to grow find 43 places. */
  @Test
  void growthEndsWhereALayerIsFull() {
    Mask mask = Mask.random(Layouts.ofLengths(List.of(43)), new int[] {42}, KEY);
    for (Growth growth : Growth.values()) {
      Mask move = bird(1, growth).dynamics().after(now(mask, 7, 100, 70, LOSS_STAYS));
      assertThat(move.kept()).isEqualTo(43);
    }
  }

  /** 0.4 x 0.9 beyond 0.9 is more than there is: the layer is emptied, and 90 of 100 grow. */
  @Test
  void aLayerCanLoseAllItHas() {
    Mask mask = Mask.random(Layouts.ofLengths(List.of(200)), new int[] {100}, KEY);
    Mask move =
        bird(0.9, Growth.GRADIENT).dynamics().after(elsewhere(now(mask, 7, 100, 70, GAP_RISES)));
    assertThat(stayed(mask, move)).isZero();
    assertThat(move.kept()).isEqualTo(90);
  }

  @Test
  void aDenseLayerStaysAsItIs() {
    Mask mask = Mask.dense(Layouts.ofLengths(List.of(20)));
    Mask move = bird(0.5, Growth.RANDOM).dynamics().after(now(mask, 7, 100, 70, BOTH));
    assertThat(move).isEqualTo(mask);
  }

  /** 0.2 x the product of 1 - 0.4 rho and of 1 + 0.05 rho over the 30 updates that adapt. */
  @Test
  void theDensityEndsWithinThePapersBounds() {
    assertThat(finalDensity(GAP_RISES)).isCloseTo(0.0645, within(0.0005));
    assertThat(finalDensity(LOSS_STAYS)).isCloseTo(0.229, within(0.0005));
  }

  private static double finalDensity(List<EpochResult> history) {
    int weights = 60_000;
    long steps = 352;
    FlyingBirdPlus bird = with(new Uniform(), Growth.GRADIENT);
    MaskDynamics dynamics = bird.dynamics();
    Mask mask = Mask.random(Layouts.ofLengths(List.of(weights)), new int[] {weights / 5}, KEY);
    for (long step = 100 * steps + 1; step <= 200 * steps; step++) {
      int epoch = (int) ((step - 1) / steps);
      if (step % (epoch > 100 ? 1200 : 900) == 0) {
        mask = dynamics.after(now(mask, step, epoch, 200 * steps, history));
      }
    }
    return (double) mask.kept() / weights;
  }

  /** Up to the first epoch that adapts, and where no signal comes, it is Flying Bird. */
  @Test
  void withoutSignalsItIsFlyingBird() {
    FlyingBird plain = new FlyingBird(0.8, new Igq(), 0.5, 0.5, 1, 1, 0.5, Growth.RANDOM);
    Mask mask = Mask.random(Layouts.ofLengths(List.of(300, 200)), new int[] {90, 50}, KEY);
    for (List<EpochResult> history : List.of(NEITHER, BOTH)) {
      int epoch = history == BOTH ? 99 : 100;
      Iteration now = now(mask, 7, epoch, 70, history);
      assertThat(bird(0.5, Growth.RANDOM).dynamics().after(now))
          .isEqualTo(plain.dynamics().after(now));
    }
    Iteration adapts = now(mask, 7, 100, 70, BOTH);
    assertThat(bird(0.5, Growth.RANDOM).dynamics().after(adapts))
        .isNotEqualTo(plain.dynamics().after(adapts));
  }

  @Test
  void trainingsTooShortToAdaptAreRefused() {
    FlyingBirdPlus bird =
        new FlyingBirdPlus(
            0.8, new Igq(), 0.5, 0.005, 5, 5, 0.5, Growth.RANDOM, 3, 5, 0.5, 0.4, 1.05);
    bird.check(usage(6));
    assertThatThrownBy(() -> bird.check(usage(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "flying-bird-plus would never adapt its density: no update comes after 5 epochs"
                + " (adapt-from 3, records 5), but this training has 5");
    assertThatThrownBy(() -> new FlyingBirdPlus().check(usage(20)))
        .hasMessageContaining("would never change its mask");
  }

  private static TicketMethod.Usage usage(int epochs) {
    return new TicketMethod.Usage(
        new SmallCnn(),
        new Trainer.Plan(new Standard(), new Sgd(), new Constant(), epochs, 10, new None()),
        10);
  }

  @Test
  void refusesImpossibleNumbers() {
    refuses(1, 100, 5, 0.5, 0.4, 1.05, "sparsity must be in [0, 1), not 1.0");
    refuses(0.8, -1, 5, 0.5, 0.4, 1.05, "adapt-from must be at least 0, not -1");
    refuses(0.8, 100, 1, 0.5, 0.4, 1.05, "records must be at least 2, not 1");
    refuses(0.8, 100, 5, 0, 0.4, 1.05, "share must be in (0, 1], not 0.0");
    refuses(0.8, 100, 5, 0.5, 1.5, 1.05, "prune must be in [0, 1], not 1.5");
    refuses(0.8, 100, 5, 0.5, 0.4, 0.9, "grow must be at least 1, not 0.9");
  }

  private static void refuses(
      double sparsity, int from, int records, double share, double prune, double grow, String why) {
    assertThatThrownBy(
            () ->
                new FlyingBirdPlus(
                    sparsity,
                    new Igq(),
                    0.5,
                    0.005,
                    1,
                    1,
                    0.5,
                    Growth.RANDOM,
                    from,
                    records,
                    share,
                    prune,
                    grow))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  private static FlyingBirdPlus with(Densities densities, Growth growth) {
    FlyingBirdPlus paper = new FlyingBirdPlus();
    return new FlyingBirdPlus(
        paper.sparsity(),
        densities,
        paper.deathRate(),
        paper.finalDeathRate(),
        paper.interval(),
        paper.lateInterval(),
        paper.lateAfter(),
        growth,
        paper.adaptFrom(),
        paper.records(),
        paper.share(),
        paper.prune(),
        paper.grow());
  }

  private static FlyingBirdPlus bird(double rate, Growth growth) {
    return new FlyingBirdPlus(
        0.8, new Igq(), rate, rate, 1, 1, 0.5, growth, 100, 5, 0.5, 0.4, 1.05);
  }

  /** Weights without ties, masked ones 0. */
  private static Iteration now(
      Mask mask, long step, int epoch, long steps, List<EpochResult> history) {
    int n = mask.layout().length();
    float[] weights = new float[n];
    BitSet kept = mask.places();
    int[] order = KEY.child("weights", step).permutation(n);
    for (int i = 0; i < n; i++) {
      weights[i] = kept.get(i) ? (i % 2 == 0 ? 1 : -1) * (order[i] + 1) : 0;
    }
    float[] gradient = new float[n];
    int[] other = KEY.child("gradient", step).permutation(n);
    for (int i = 0; i < n; i++) {
      gradient[i] = other[i] + 1;
    }
    return new Iteration(
        step, epoch, steps, 200, mask, () -> weights, () -> gradient, history, KEY);
  }
}
