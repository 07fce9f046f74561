package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.tombola.data.None;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.mask.MaskDynamics.Iteration;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;
import org.tombola.ticket.Rewiring.Growth;
import org.tombola.train.Constant;
import org.tombola.train.Diverged;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Trained;
import org.tombola.train.Trainer;

/** What SET and RigL share, and where they differ. */
class RewiringTest {
  private static final Key KEY = Key.ofSeed(8);

  @Test
  void theShareFallsByHalfACosineOrNotAtAll() {
    Rewiring cosine = new Rewiring(100, 0.3, Annealing.COSINE, 0.75, Growth.GRADIENT);
    assertThat(cosine.rateAt(0, 1000)).isCloseTo(0.3, within(1e-12));
    assertThat(cosine.rateAt(375, 1000)).isCloseTo(0.15, within(1e-12));
    assertThat(cosine.rateAt(750, 1000)).isCloseTo(0, within(1e-12));
    Rewiring constant = new Rewiring(100, 0.3, Annealing.CONSTANT, 0.75, Growth.GRADIENT);
    assertThat(constant.rateAt(700, 1000)).isEqualTo(0.3);
  }

  @Test
  void theMaskMovesAtEveryIntervalForThreeQuartersOfTheTraining() {
    ParameterLayout layout = Layouts.ofLengths(List.of(50));
    Mask mask = Mask.random(layout, new int[] {20}, KEY);
    for (TicketMethod ticket : List.of(new SparseEvolutionary(), new Rigl())) {
      MaskDynamics dynamics = dynamics(ticket);
      List<Long> moved =
          LongStream.rangeClosed(1, 1000)
              .filter(
                  step -> {
                    // at the very end of a cosine nothing is left to move, yet the mask is new
                    return dynamics.after(now(mask, step, 1000)) != mask;
                  })
              .boxed()
              .toList();
      assertThat(moved).containsExactly(100L, 200L, 300L, 400L, 500L, 600L, 700L);
      assertThat(
              LongStream.rangeClosed(1, 1000)
                  .filter(step -> dynamics.replacesStep(now(mask, step, 1000)))
                  .boxed()
                  .toList())
          .isEqualTo(ticket instanceof Rigl ? moved : List.of());
    }
  }

  /**
   * Six weights, four kept: {4, -1, 3, 0, -2, 0}. Of 4 x 0.5 = 2 that go, -1 and -2; the largest
   * gradients among places 1, 3, 4, 5 are at 4 (just dropped) and 3. Place 4 goes on as it was.
   */
  @Test
  void dropsTheSmallestAndGrowsTheLargestGradients() {
    BitSet places = new BitSet();
    List.of(0, 1, 2, 4).forEach(places::set);
    Mask mask = Mask.of(Layouts.ofLengths(List.of(6)), places);
    Mask move =
        new Rewiring(1, 0.5, Annealing.CONSTANT, 1, Growth.GRADIENT)
            .after(
                now(
                    mask,
                    1,
                    10,
                    new float[] {4, -1, 3, 0, -2, 0},
                    new float[] {9, 1, 9, -2, 3, 0}));
    assertThat(move.places().stream()).containsExactly(0, 2, 3, 4);
  }

  @Property(tries = 60)
  void everyLayerKeepsItsCount(
      @ForAll @DoubleRange(min = 0.01, max = 1) double rate,
      @ForAll @DoubleRange(min = 0, max = 0.95) double sparsity,
      @ForAll Growth growth,
      @ForAll long seed) {
    ParameterLayout layout = Layouts.small();
    Mask mask = new RandomTicket(sparsity, new Uniform()).draw(layout, Key.ofSeed(seed));
    Mask move = new Rewiring(1, rate, Annealing.CONSTANT, 1, growth).after(now(mask, 1, 10));
    assertThat(move.counts()).isEqualTo(mask.counts());
  }

  /** Of 8,000 free places 300 grow: each of the 10 tenths gets 30 on average, deviation 5.1. */
  @Test
  void randomGrowthIsUniformOverAllThatIsNotKept() {
    BitSet first = new BitSet();
    first.set(0, 2300);
    Mask mask = Mask.of(Layouts.ofLengths(List.of(10_000)), first);
    float[] weights = new float[10_000];
    // the last 300 are the smallest: they are dropped and may grow again
    IntStream.range(0, 2300).forEach(i -> weights[i] = i < 2000 ? 1 : 0.5f);
    Mask move =
        new Rewiring(1, 300 / 2300.0 + 1e-9, Annealing.CONSTANT, 1, Growth.RANDOM)
            .after(now(mask, 1, 10, weights, weights));
    BitSet grown = move.places();
    assertThat(grown.get(0, 2000).cardinality()).isEqualTo(2000);
    for (int tenth = 0; tenth < 10; tenth++) {
      int from = 2000 + 800 * tenth;
      assertThat((double) grown.get(from, from + 800).cardinality()).isCloseTo(30, within(23.0));
    }
  }

  @Test
  void equalWeightsAreToldApartByTheKeyAndNotByPlace() {
    ParameterLayout layout = Layouts.ofLengths(List.of(400));
    BitSet first = new BitSet();
    first.set(0, 200);
    Mask mask = Mask.of(layout, first);
    float[] ones = filled(400, 1);
    // gradients grow nothing that was kept
    float[] free = new float[400];
    java.util.Arrays.fill(free, 200, 400, 1);
    Rewiring rewiring = new Rewiring(1, 0.5, Annealing.CONSTANT, 1, Growth.GRADIENT);
    Mask move = rewiring.after(now(mask, 1, 10, ones, free));
    assertThat(move.places().get(0, 200).cardinality()).isEqualTo(100);
    // of the first hundred about half stay (deviation 3.5), not all of them
    assertThat((double) move.places().get(0, 100).cardinality()).isCloseTo(50, within(16.0));
    assertThat(rewiring.after(now(mask, 1, 10, ones, free))).isEqualTo(move);
    assertThat(rewiring.after(now(mask, 2, 10, ones, free))).isNotEqualTo(move);
  }

  private static float[] filled(int n, float value) {
    float[] values = new float[n];
    java.util.Arrays.fill(values, value);
    return values;
  }

  /** RigL moves the mask instead of the weights: those that stay are bit for bit as they were. */
  @Test
  void riglLeavesOutTheStepOfAnUpdateAndSetDoesNot() throws Diverged {
    for (TicketMethod ticket :
        List.of(
            new SparseEvolutionary(0.5, new Uniform(), 8, 0.3, Annealing.CONSTANT, 1),
            new Rigl(0.5, new Uniform(), 8, 0.3, Annealing.CONSTANT, 1))) {
      try (Network network = Trained.network()) {
        Mask mask = new RandomTicket(0.5, new Uniform()).draw(network.layout(), KEY);
        Mask start = Mask.of(network.layout(), mask.places());
        Trainer.Plan plan =
            new Trainer.Plan(
                new Standard(), new Sgd(0.05, 0.9, 0), new Constant(), 2, 32, new None());
        // 230 images at 32 a step: the last step of the epoch is the eighth
        try (Trainer trainer =
            new Trainer(
                network,
                Trained.SHAPES.train(),
                plan,
                Trained.setup(mask, dynamics(ticket)),
                Trained.SEED)) {
          float[][] before = new float[1][];
          int[] step = new int[1];
          trainer.epoch(
              0,
              () -> {
                step[0]++;
                if (step[0] == 7) {
                  before[0] = network.parameters();
                }
              });
          float[] after = network.parameters();
          BitSet stayed = start.places();
          stayed.and(trainer.mask().places());
          long same = stayed.stream().filter(i -> before[0][i] == after[i]).count();
          assertThat(trainer.mask()).isNotEqualTo(start);
          assertThat(trainer.mask().counts()).isEqualTo(start.counts());
          if (ticket instanceof Rigl) {
            assertThat(same).isEqualTo(stayed.cardinality());
          } else {
            assertThat(same).isLessThan(stayed.cardinality() / 2);
          }
          BitSet grown = trainer.mask().places();
          grown.andNot(start.places());
          assertThat(grown.stream().allMatch(i -> after[i] == 0)).isTrue();
        }
      }
    }
  }

  @Test
  void masksThatWouldNeverMoveAreRefused() {
    TicketMethod.Usage usage =
        new TicketMethod.Usage(
            new org.tombola.network.SmallCnn(),
            new Trainer.Plan(new Standard(), new Sgd(), new Constant(), 13, 10, new None()),
            10);
    assertThatThrownBy(() -> new Rigl().check(usage))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "rigl would never change its mask: interval is 100 until 0.75 of the training, but this"
                + " one has 130 steps");
    new SparseEvolutionary(0.8, new Uniform(), 97, 0.3, Annealing.CONSTANT, 0.75).check(usage);
    assertThatThrownBy(
            () ->
                new SparseEvolutionary(0.8, new Uniform(), 98, 0.3, Annealing.CONSTANT, 0.75)
                    .check(usage))
        .hasMessageStartingWith("set would never change its mask");
  }

  @Test
  void refusesImpossibleNumbers() {
    assertThatThrownBy(() -> new Rigl(0.8, new Igq(), 0, 0.3, Annealing.COSINE, 0.75))
        .hasMessage("interval must be at least 1, not 0");
    assertThatThrownBy(() -> new SparseEvolutionary(0.8, new Igq(), 1, 0, Annealing.COSINE, 0.75))
        .hasMessage("rate must be in (0, 1], not 0.0");
    assertThatThrownBy(() -> new Rigl(0.8, new Igq(), 1, 0.3, Annealing.COSINE, 1.5))
        .hasMessage("until must be in (0, 1], not 1.5");
    assertThatThrownBy(() -> new SparseEvolutionary(1, new Igq(), 1, 0.3, Annealing.COSINE, 0.75))
        .hasMessage("sparsity must be in [0, 1), not 1.0");
  }

  private static MaskDynamics dynamics(TicketMethod ticket) {
    return ((org.tombola.train.Motion.Weights) ticket.motion()).dynamics();
  }

  private static Iteration now(Mask mask, long step, long steps) {
    int n = mask.layout().length();
    float[] parameters = KEY.child("weights").normal(n);
    mask.apply(parameters);
    return now(mask, step, steps, parameters, KEY.child("gradient").normal(n));
  }

  private static Iteration now(
      Mask mask, long step, long steps, float[] parameters, float[] gradient) {
    return new Iteration(step, 0, steps, 1, mask, () -> parameters, () -> gradient, List.of(), KEY);
  }
}
