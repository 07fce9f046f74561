package org.tombola.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeyTest {
  private static final int DRAWS = 40_000;

  /**
   * SHA-256 over three big-endian longs (parent high, parent low, index) and the name in UTF-8, its
   * first 128 bits: worked out by another program. A change here changes every trial.
   */
  @Test
  void childrenStayTheSame() {
    Key seed = Key.ofSeed(1);
    assertThat(Key.ofSeed(0)).hasToString("8d9995450bb7ca7e241b9c243c0dac27");
    assertThat(seed).hasToString("3fb9287c6a358e77ffb70ab7fb6bb6cd");
    assertThat(seed.child("init")).hasToString("f5024338ea2494b222f6678d73762d69");
    assertThat(seed.child("order", 3).child("x", -1))
        .hasToString("6c78965d86bb750f00594a6760098c59");
    assertThat(seed.child("größe", 2)).hasToString("d348962c9b3277119ca2011d76d705c0");
  }

  @Test
  void drawsStayTheSame() {
    Key key = Key.ofSeed(1).child("draws");
    assertThat(key.permutation(8)).containsExactly(1, 7, 5, 0, 2, 6, 4, 3);
    assertThat(key.uniform(3, 0, 1)).containsExactly(0.77514666f, 0.8749559f, 0.26589882f);
    assertThat(key.normal(3)).containsExactly(1.2212615f, -1.2219387f, 0.26611835f);
  }

  /** Of 10 places 3 are chosen 4,000 times: each 1,200 times on average, deviation 29. */
  @Test
  void aChoiceIsAnySubsetOfItsSizeWithTheSameProbability() {
    BitSet among = new BitSet();
    among.set(5, 10);
    among.set(20, 25);
    int[] times = new int[25];
    for (int i = 0; i < 4000; i++) {
      BitSet chosen = Key.ofSeed(1).child("choice", i).choice(among, 3);
      assertThat(chosen.cardinality()).isEqualTo(3);
      chosen.stream().forEach(place -> times[place]++);
    }
    for (int place = 0; place < times.length; place++) {
      assertThat((double) times[place])
          .isCloseTo(among.get(place) ? 1200 : 0, within(among.get(place) ? 131.0 : 0));
    }
    assertThat(Key.ofSeed(1).choice(among, 10)).isEqualTo(among);
    assertThatThrownBy(() -> Key.ofSeed(1).choice(among, 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot choose 11 of 10 places");
  }

  @Test
  void aChildWithoutAnIndexIsTheFirst() {
    assertThat(Key.ofSeed(7).child("init")).isEqualTo(Key.ofSeed(7).child("init", 0));
  }

  @Test
  void everyNameIndexAndParentGivesAnotherKey() {
    List<Key> keys = new ArrayList<>();
    for (long seed : new long[] {0, 1, -1, Long.MAX_VALUE}) {
      Key parent = Key.ofSeed(seed);
      keys.add(parent);
      for (String name : new String[] {"", "a", "b", "ab", "a0"}) {
        for (long index : new long[] {0, 1, 2, -1, 1L << 32, Long.MIN_VALUE}) {
          keys.add(parent.child(name, index));
          keys.add(parent.child(name, index).child("a"));
        }
      }
    }
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void whatOneKeyDrawsDoesNotDependOnWhatAnotherHasDrawn() {
    Key key = Key.ofSeed(2);
    float[] before = key.child("b").normal(5);
    key.child("a").normal(1000);
    key.stream().nextInt();
    assertThat(key.child("b").normal(5)).containsExactly(before);
  }

  /** Two streams of 40,000 draws: their correlation has a deviation of 0.005. */
  @Test
  void siblingsAreUncorrelated() {
    Key key = Key.ofSeed(3);
    for (Key[] pair :
        new Key[][] {
          {key.child("a"), key.child("b")},
          {key.child("a", 0), key.child("a", 1)},
          {Key.ofSeed(0), Key.ofSeed(1)},
          {key, key.child("a")}
        }) {
      float[] one = pair[0].normal(DRAWS);
      float[] two = pair[1].normal(DRAWS);
      double product = 0;
      for (int i = 0; i < DRAWS; i++) {
        product += (double) one[i] * two[i];
      }
      assertThat(product / DRAWS).isCloseTo(0, within(0.02));
    }
  }

  @Property(tries = 60)
  void aPermutationHoldsEveryPlaceOnce(@ForAll long seed, @ForAll @IntRange(max = 300) int n) {
    int[] sorted = Key.ofSeed(seed).permutation(n);
    Arrays.sort(sorted);
    assertThat(sorted).containsExactly(IntStream.range(0, n).toArray());
  }

  /** 6,000 orders of 3: each of 6 comes 1,000 times, deviation 29. */
  @Test
  void everyOrderIsAsLikelyAsAnyOther() {
    int[] counts = new int[27];
    for (int i = 0; i < 6000; i++) {
      int[] order = Key.ofSeed(4).child("order", i).permutation(3);
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    assertThat(Arrays.stream(counts).filter(count -> count > 0).boxed())
        .hasSize(6)
        .allSatisfy(count -> assertThat(count).isBetween(880, 1120));
  }

  @Property(tries = 40)
  void uniformDrawsStayWithinTheirBounds(
      @ForAll long seed,
      @ForAll @IntRange(min = -50, max = 50) int low,
      @ForAll @IntRange(min = 1, max = 9) int width) {
    for (float draw : Key.ofSeed(seed).uniform(200, low, low + width)) {
      assertThat(draw).isBetween((float) low, (float) (low + width));
    }
  }

  /**
   * The mean of 40,000 draws from [-1, 3) has a deviation of 0.006, their variance one of 0.006.
   */
  @Test
  void uniformDrawsHaveTheirMeanAndVariance() {
    float[] draws = Key.ofSeed(5).uniform(DRAWS, -1, 3);
    assertThat(moment(draws, 1)).isCloseTo(1, within(0.025));
    assertThat(moment(draws, 2) - 1).isCloseTo(16 / 12.0, within(0.05));
  }

  /** Deviations of the first four moments of 40,000 draws: 0.005, 0.007, 0.019, 0.05. */
  @Test
  void normalDrawsHaveTheirMoments() {
    float[] draws = Key.ofSeed(6).normal(DRAWS);
    assertThat(moment(draws, 1)).isCloseTo(0, within(0.02));
    assertThat(moment(draws, 2)).isCloseTo(1, within(0.03));
    assertThat(moment(draws, 3)).isCloseTo(0, within(0.08));
    assertThat(moment(draws, 4)).isCloseTo(3, within(0.2));
  }

  @Test
  void fewerDrawsAreTheFirstOfMore() {
    Key key = Key.ofSeed(8);
    assertThat(key.normal(7)).containsExactly(Arrays.copyOf(key.normal(8), 7));
    assertThat(key.uniform(7, 0, 1)).containsExactly(Arrays.copyOf(key.uniform(8, 0, 1), 7));
  }

  private static double moment(float[] draws, int power) {
    double sum = 0;
    for (float draw : draws) {
      sum += Math.pow(draw, power);
    }
    return sum / draws.length;
  }
}
