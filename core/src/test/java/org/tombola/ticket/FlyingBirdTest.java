package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.mask.MaskDynamics.Iteration;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.TopK;
import org.tombola.ticket.FlyingBird.Growth;

class FlyingBirdTest {
  private static final Key KEY = Key.ofSeed(3);

  /** CIFAR: 352 steps an epoch, 200 epochs. */
  private static final long STEPS = 352;

  @Test
  void theDeathRateFallsAsPublished() {
    FlyingBird bird = new FlyingBird();
    double[] published = {0.5, 0.4275, 0.2525, 0.0775, 0.005};
    for (int i = 0; i < published.length; i++) {
      assertThat(bird.deathRateAfter(50 * i * STEPS, 200 * STEPS))
          .isCloseTo(published[i], within(5e-5));
    }
  }

  @Test
  void updatesAsOftenAsPublished() {
    FlyingBird bird = new FlyingBird();
    List<Long> updates =
        LongStream.rangeClosed(1, 200 * STEPS)
            .filter(step -> bird.due(step, (int) ((step - 1) / STEPS), 200))
            .boxed()
            .toList();
    assertThat(updates.stream().filter(step -> (step - 1) / STEPS <= 100)).hasSize(39);
    assertThat(updates.stream().filter(step -> (step - 1) / STEPS > 100)).hasSize(29);
    assertThat(updates).contains(900L, 35_100L, 36_000L, 69_600L).doesNotContain(36_900L);
  }

  /** The released code's late epochs are those whose number, from 0, exceeds half of the epochs. */
  @Test
  void lateEpochsBeginAfterHalfOfTheTrainingHoweverLongItIs() {
    FlyingBird bird = new FlyingBird(0.8, new Igq(), 0.5, 0.005, 3, 7, 0.5, Growth.RANDOM);
    for (int epochs : new int[] {5, 20, 100, 200}) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        boolean late = 2 * epoch > epochs;
        assertThat(bird.due(3, epoch, epochs)).isEqualTo(!late);
        assertThat(bird.due(7, epoch, epochs)).isEqualTo(late);
      }
    }
  }

  /**
   * Six weights, four kept: {4, -1, 3, 0, -2, 0}. Half of them go: ceil(0.5 x 4) = 2, the threshold
   * is 2, and 4 and 3 stay. Of the free places 1, 3, 4, 5 the largest gradients are at 4 (just
   * pruned) and 3. So 1 alone is lost: 4 was dropped and grew again.
   */
  @Test
  void dropsTheSmallestAndGrowsByGradient() {
    Mask move =
        update(
            bird(0.5, Growth.GRADIENT),
            6,
            List.of(0, 1, 2, 4),
            new float[] {4, -1, 3, 0, -2, 0},
            new float[] {9, 1, 9, -2, 3, 0});
    assertThat(move.places().stream()).containsExactly(0, 2, 3, 4);
  }

  /**
   * Three kept weights tie at the threshold 1: one is asked for, all of them go and are replaced.
   */
  @Test
  void dropsAllThatTieWithTheThreshold() {
    Mask move =
        update(
            bird(0.25, Growth.GRADIENT),
            6,
            List.of(0, 1, 2, 3),
            new float[] {1, -1, 5, 1, 0, 0},
            new float[] {0, 0, 0, 1, 2, 3});
    assertThat(move.places().stream()).containsExactly(2, 3, 4, 5);
  }

  /** At rate 0 only kept weights that are exactly 0 tie with the masked ones and go. */
  @Test
  void rateZeroDropsOnlyZeros() {
    Mask move =
        update(
            bird(0, Growth.GRADIENT),
            5,
            List.of(0, 1, 2),
            new float[] {1e-30f, 0, 2, 0, 0},
            new float[] {0, 0, 0, 0, 1});
    assertThat(move.places().stream()).containsExactly(0, 2, 4);
  }

  @Test
  void aDenseLayerStaysAsItIs() {
    for (Growth growth : Growth.values()) {
      Mask move =
          update(bird(0.5, growth), 3, List.of(0, 1, 2), new float[] {0, 1, 2}, new float[3]);
      assertThat(move).isEqualTo(Mask.dense(Layouts.ofLengths(List.of(3))));
    }
  }

  /** One weight of two goes; the three free places grow with probability 1/3 each, often none. */
  @Test
  void aMoveMayGrowNothing() {
    boolean none =
        IntStream.range(0, 100)
            .mapToObj(i -> KEY.child("try", i))
            .map(
                key -> {
                  Mask mask = Mask.random(Layouts.ofLengths(List.of(4)), new int[] {2}, key);
                  return bird(0.5, Growth.RANDOM).dynamics().after(now(mask, key));
                })
            .anyMatch(move -> move.kept() == 1);
    assertThat(none).isTrue();
  }

  @Test
  void anEmptyLayerStaysEmpty() {
    for (Growth growth : Growth.values()) {
      Mask move = update(bird(0.5, growth), 3, List.of(), new float[3], new float[] {1, 2, 3});
      assertThat(move.kept()).isZero();
    }
  }

  @Test
  void nothingMovesBetweenUpdates() {
    ParameterLayout layout = Layouts.small();
    FlyingBird bird = new FlyingBird();
    Mask mask = bird.draw(layout, KEY);
    float[] zeros = new float[layout.length()];
    Mask move =
        bird.dynamics()
            .after(
                new Iteration(899, 2, 70_400, 200, mask, () -> zeros, () -> zeros, List.of(), KEY));
    assertThat(move).isSameAs(mask);
  }

  @Property(tries = 60)
  void gradientGrowthKeepsTheCountOfEveryLayer(
      @ForAll @DoubleRange(min = 0, max = 1) double rate,
      @ForAll @DoubleRange(min = 0, max = 0.95) double sparsity,
      @ForAll long seed) {
    ParameterLayout layout = Layouts.small();
    Key key = Key.ofSeed(seed);
    FlyingBird bird =
        new FlyingBird(sparsity, new Uniform(), rate, rate, 1, 1, 0.5, Growth.GRADIENT);
    Mask mask = bird.draw(layout, key);
    Iteration now = now(mask, key);
    Mask move = bird.dynamics().after(now);
    assertThat(move.counts()).isEqualTo(mask.counts());
    float[] size = Magnitudes.of(now.parameters().get());
    for (Slice slice : layout.prunable()) {
      int kept = mask.kept(slice);
      int gone = kept == slice.length() ? 0 : (int) Math.ceil(rate * kept);
      BitSet stay = TopK.largest(size, mask.places(slice), kept - gone);
      stay.andNot(move.places());
      assertThat(stay.isEmpty()).isTrue();
    }
  }

  /**
   * Of 100,000 weights 20,000 are kept and 10,000 dropped; 90,000 free places grow with probability
   * 1/9 each, 10,000 on average with deviation 94.3. Over 100 updates the mean count is within 4.5
   * deviations of its mean (42) of 20,000, and the deviation itself within a third of 94.3 (4.5 of
   * its own deviations, 6.7). Masks that keep the count exactly fail the second.
   */
  @Test
  void randomGrowthKeepsTheCountOnAverageOnly() {
    ParameterLayout layout = Layouts.ofLengths(List.of(100_000));
    FlyingBird bird = bird(0.5, Growth.RANDOM);
    Mask mask = Mask.random(layout, new int[] {20_000}, KEY);
    double[] counts =
        IntStream.range(0, 100)
            .mapToDouble(i -> bird.dynamics().after(now(mask, KEY.child("try", i))).kept())
            .toArray();
    double mean = IntStream.range(0, 100).mapToDouble(i -> counts[i]).average().orElseThrow();
    double deviation =
        Math.sqrt(
            IntStream.range(0, 100).mapToDouble(i -> Math.pow(counts[i] - mean, 2)).sum() / 99);
    assertThat(mean).isCloseTo(20_000, within(42.5));
    assertThat(deviation).isCloseTo(94.3, within(30.2));
  }

  /** Every free place may grow, just pruned or long gone: 1,000 and 8,000 of 9,000 expected. */
  @Test
  void justPrunedWeightsMayGrowAgain() {
    ParameterLayout layout = Layouts.ofLengths(List.of(100_000));
    Mask mask = Mask.random(layout, new int[] {20_000}, KEY);
    Iteration now = now(mask, KEY);
    BitSet again = bird(0.5, Growth.RANDOM).dynamics().after(now).places();
    again.and(mask.places());
    again.andNot(TopK.largest(Magnitudes.of(now.parameters().get()), mask.places(), 10_000));
    // 10,000 just pruned, probability 1/9: 1,111 on average, deviation 31.4, 4.5 of them
    assertThat((double) again.cardinality()).isCloseTo(1111, within(141.5));
  }

  @Test
  void layersAndUpdatesDrawApart() {
    ParameterLayout layout = Layouts.ofLengths(List.of(1000, 1000));
    BitSet same = new BitSet();
    same.set(0, 200);
    same.set(1000, 1200);
    Mask mask = Mask.of(layout, same);
    float[] half = KEY.uniform(1000, 1, 2);
    float[] weights = new float[2000];
    System.arraycopy(half, 0, weights, 0, 1000);
    System.arraycopy(half, 0, weights, 1000, 1000);
    Supplier<float[]> flat = () -> weights;
    MaskDynamics dynamics = bird(0.5, Growth.RANDOM).dynamics();
    Mask first = dynamics.after(new Iteration(1, 0, 10, 1, mask, flat, flat, List.of(), KEY));
    Mask second = dynamics.after(new Iteration(2, 0, 10, 1, mask, flat, flat, List.of(), KEY));
    assertThat(dynamics.after(new Iteration(1, 0, 10, 1, mask, flat, flat, List.of(), KEY)))
        .isEqualTo(first);
    assertThat(first).isNotEqualTo(second);
    BitSet left = first.places().get(0, 1000);
    assertThat(left).isNotEqualTo(first.places().get(1000, 2000));
  }

  @Test
  void theMomentIsOnlyRead() {
    ParameterLayout layout = Layouts.small();
    FlyingBird bird = bird(0.5, Growth.GRADIENT);
    Iteration now = now(bird.draw(layout, KEY), KEY);
    float[] parameters = now.parameters().get().clone();
    float[] gradient = now.gradient().get().clone();
    Mask mask = Mask.of(layout, now.mask().places());
    bird.dynamics().after(now);
    assertThat(now.parameters().get()).isEqualTo(parameters);
    assertThat(now.gradient().get()).isEqualTo(gradient);
    assertThat(now.mask()).isEqualTo(mask);
  }

  @Test
  void refusesImpossibleNumbers() {
    refuses(1, 0.5, 0.005, 1, 1, 0, "sparsity must be in [0, 1), not 1.0");
    refuses(0.8, 1.5, 0.005, 1, 1, 0, "death-rate must be in [0, 1], not 1.5");
    refuses(0.8, 0.1, 0.5, 1, 1, 0, "final-death-rate must be from 0 to death-rate 0.1, not 0.5");
    refuses(0.8, 0.5, 0.005, 0, 1, 0, "interval must be at least 1, not 0");
    refuses(0.8, 0.5, 0.005, 1, -1, 0, "late-interval must be at least 1, not -1");
    refuses(0.8, 0.5, 0.005, 1, 1, -1, "late-after must be in [0, 1], not -1.0");
  }

  private static void refuses(
      double sparsity, double rate, double last, int interval, int late, double after, String why) {
    assertThatThrownBy(
            () ->
                new FlyingBird(
                    sparsity, new Igq(), rate, last, interval, late, after, Growth.RANDOM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }

  private static FlyingBird bird(double rate, Growth growth) {
    return new FlyingBird(0.8, new Igq(), rate, rate, 1, 1, 0.5, growth);
  }

  private static Mask update(
      FlyingBird bird, int n, List<Integer> kept, float[] weights, float[] gradient) {
    BitSet places = new BitSet();
    kept.forEach(places::set);
    Mask mask = Mask.of(Layouts.ofLengths(List.of(n)), places);
    return bird.dynamics()
        .after(new Iteration(7, 0, 70, 1, mask, () -> weights, () -> gradient, List.of(), KEY));
  }

  /** Weights and gradients as training leaves them: without ties, masked weights 0. */
  private static Iteration now(Mask mask, Key key) {
    int n = mask.layout().length();
    float[] parameters = distinct(n, key.child("weights"));
    mask.apply(parameters);
    float[] gradient = distinct(n, key.child("gradient"));
    return new Iteration(7, 0, 70, 1, mask, () -> parameters, () -> gradient, List.of(), key);
  }

  private static float[] distinct(int n, Key key) {
    int[] order = key.permutation(n);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (i % 2 == 0 ? 1 : -1) * (order[i] + 1);
    }
    return values;
  }
}
