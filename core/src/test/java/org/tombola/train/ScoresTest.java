package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.train.Scores.Distribution;
import org.tombola.train.Scores.Pattern;

class ScoresTest {
  // conv/W: [3, 2, 3, 3], 54 weights; linear/W: [2, 10], 20 weights
  private static final ParameterLayout LAYOUT = Layouts.small();
  private static final Key KEY = Key.ofSeed(8);

  private static Scores scores(double sparsity, Pattern pattern) {
    return new Scores(sparsity, pattern, Distribution.KAIMING_UNIFORM);
  }

  /** n - floor(sparsity n) of 54, 18 and 6 groups of the convolution, and of 20 of the other. */
  @ParameterizedTest
  @CsvSource({
    "0.9, ELEMENT, 6, 2",
    "0.9, ROW, 6, 2",
    "0.9, KERNEL, 9, 2",
    "0.5, ELEMENT, 27, 10",
    "0.5, ROW, 27, 10",
    "0.5, KERNEL, 27, 10",
    "0.71, ELEMENT, 16, 6",
    "0.0, ROW, 54, 20",
    "0.999, KERNEL, 9, 1"
  })
  void everyLayerKeepsItsExactShare(double sparsity, Pattern pattern, int conv, int linear) {
    Scores rule = scores(sparsity, pattern);
    Mask mask = rule.mask(LAYOUT, rule.first(LAYOUT, KEY));
    assertThat(mask.counts()).containsExactly(conv, linear);
  }

  /** 0.29 x 100 is 28.999999999999996 in floating point. */
  @Test
  void aShareThatFallsShortByRoundingOnlyIsWhole() {
    ParameterLayout hundred = Layouts.ofLengths(List.of(100));
    Scores rule = scores(0.29, Pattern.ELEMENT);
    assertThat(rule.mask(hundred, rule.first(hundred, KEY)).kept()).isEqualTo(71);
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void equalScoresKeepTheFirstPlaces(Pattern pattern) {
    Scores rule = scores(0.5, pattern);
    float[] equal = new float[rule.count(LAYOUT)];
    for (int i = 0; i < equal.length; i++) {
      equal[i] = i % 2 == 0 ? 0.25f : -0.25f;
    }
    List<Slice> slices = LAYOUT.prunable();
    BitSet wanted = new BitSet();
    wanted.set(slices.get(0).offset(), slices.get(0).offset() + 27);
    wanted.set(slices.get(1).offset(), slices.get(1).offset() + 10);
    assertThat(rule.mask(LAYOUT, equal).places()).isEqualTo(wanted);
  }

  @Test
  void magnitudesCountAndSignsDoNot() {
    Scores rule = scores(0.95, Pattern.ELEMENT);
    float[] scores = new float[74];
    Arrays.fill(scores, 0.1f);
    scores[50] = -3;
    scores[9] = 0.2f;
    scores[20] = 0.2f;
    scores[73] = -0.2f;
    Slice conv = LAYOUT.prunable().get(0);
    Slice linear = LAYOUT.prunable().get(1);
    // 54 - floor(51.3) = 3 and 20 - 19 = 1
    assertThat(rule.mask(LAYOUT, scores).places().stream())
        .containsExactly(
            conv.offset() + 9, conv.offset() + 20, conv.offset() + 50, linear.offset() + 19);
  }

  @Test
  void weightsThatShareAScoreAreKeptTogether() {
    Slice conv = LAYOUT.prunable().get(0);
    for (Pattern pattern : List.of(Pattern.ROW, Pattern.KERNEL)) {
      int run = pattern == Pattern.ROW ? 3 : 9;
      Scores rule = scores(0.6, pattern);
      BitSet kept = rule.mask(LAYOUT, rule.first(LAYOUT, KEY)).places(conv);
      assertThat(kept.cardinality()).isPositive().isLessThan(conv.length());
      for (int i = 0; i < conv.length(); i++) {
        assertThat(kept.get(conv.offset() + i)).isEqualTo(kept.get(conv.offset() + i - i % run));
      }
    }
  }

  /** Fan-ins of the scores: 18, 6 and 2 for the convolution, 2 for the dense layer. */
  @Test
  void firstScoresAreUniformUpToTheFanInOfTheReducedShape() {
    double[] bounds = {1 / Math.sqrt(18), 1 / Math.sqrt(6), 1 / Math.sqrt(2)};
    for (Pattern pattern : Pattern.values()) {
      Scores rule = scores(0.5, pattern);
      int groups = rule.groups(LAYOUT.prunable().get(0));
      double largest = 0;
      for (int seed = 0; seed < 20; seed++) {
        float[] first = rule.first(LAYOUT, Key.ofSeed(seed));
        assertThat(first).hasSize(groups + 20);
        for (int i = 0; i < groups; i++) {
          largest = Math.max(largest, Math.abs(first[i]));
        }
      }
      // 120 draws and more all stay below 0.9 of the bound once in 300,000 tries
      assertThat(largest)
          .isLessThanOrEqualTo((float) bounds[pattern.ordinal()])
          .isGreaterThan(0.9 * bounds[pattern.ordinal()]);
    }
  }

  @Test
  void firstScoresRepeatPerKeyAndDifferBetweenSparsities() {
    assertThat(scores(0.9, Pattern.ELEMENT).first(LAYOUT, KEY))
        .isEqualTo(scores(0.9, Pattern.ELEMENT).first(LAYOUT, KEY))
        .isNotEqualTo(scores(0.2, Pattern.ELEMENT).first(LAYOUT, KEY))
        .isNotEqualTo(scores(0.9, Pattern.ELEMENT).first(LAYOUT, Key.ofSeed(9)));
  }

  @Test
  void aSparsityThatKeepsNothingIsRefused() {
    assertThatThrownBy(() -> scores(1, Pattern.ROW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sparsity must be in [0, 1), not 1.0");
  }
}
