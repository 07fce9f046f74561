package org.tombola.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TopKTest {
  private static final float NAN = Float.NaN;

  /** Few distinct values, so that ties are common, and the ends of what a float can be. */
  @Provide
  Arbitrary<float[]> scores() {
    return Arbitraries.of(
            0f,
            -0f,
            1f,
            -1f,
            1.0000001f,
            -1.0000001f,
            3e38f,
            -3e38f,
            1e-45f,
            -1e-45f,
            65536f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY)
        .array(float[].class)
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 200)
  void selectsWhatAStableSortSelects(@ForAll("scores") float[] scores, @ForAll long places) {
    BitSet among = BitSet.valueOf(new long[] {places | 1});
    among.clear(scores.length, 64);
    List<Integer> sorted =
        among.stream()
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> scores[i] + 0f).reversed())
            .toList();
    for (int k = 0; k <= sorted.size(); k++) {
      assertThat(TopK.largest(scores, among, k).stream().boxed().toList())
          .containsExactlyInAnyOrderElementsOf(sorted.subList(0, k));
      if (k > 0) {
        assertThat(TopK.kthLargest(scores, among, k)).isEqualTo(scores[sorted.get(k - 1)] + 0f);
      }
    }
  }

  @Test
  void breaksTiesByPlace() {
    float[] scores = {1, 2, 2, -0f, 2, 0};
    assertThat(TopK.largest(scores, all(6), 2)).isEqualTo(places(1, 2));
    assertThat(TopK.largest(scores, all(6), 5)).isEqualTo(places(0, 1, 2, 3, 4));
  }

  @Test
  void putsNanFirst() {
    assertThat(TopK.largest(new float[] {9, NAN, Float.POSITIVE_INFINITY}, all(3), 1))
        .isEqualTo(places(1));
  }

  @Test
  void leavesTheCandidatesAlone() {
    BitSet among = all(3);
    TopK.largest(new float[] {1, 2, 3}, among, 3).clear();
    assertThat(among).isEqualTo(all(3));
  }

  @Test
  void refusesMoreThanThereIs() {
    assertThatThrownBy(() -> TopK.largest(new float[3], all(3), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot select 4 of 3 places");
    assertThatThrownBy(() -> TopK.kthLargest(new float[3], all(3), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot find rank 0 among 3 places");
  }

  private static BitSet all(int n) {
    return places(IntStream.range(0, n).toArray());
  }

  private static BitSet places(int... places) {
    BitSet bits = new BitSet();
    IntStream.of(places).forEach(bits::set);
    return bits;
  }
}
