package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tombola.mask.Layouts;
import org.tombola.measure.Flops;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;

class DensitiesTest {
  private static final ParameterLayout RESNET = Layouts.preActResNet18(10, 32);

  @Provide
  Arbitrary<Densities> families() {
    return Arbitraries.of(new Uniform(), new ErdosRenyi(), new ErdosRenyiKernel(), new Igq());
  }

  /** The counts Sparsity Winning Twice's released code arrives at. */
  @Test
  void igqKeepsThePublishedCounts() {
    assertThat(igq(0.8))
        .containsExactly(
            golden(
                1_717, 32_392, 57_774, 7_949, 94_993, 140_129, 29_186, 183_794, 217_715, 87_914,
                239_848, 5_024));
    assertThat(Arrays.stream(igq(0.8)).sum()).isEqualTo(2_232_881);
    assertThat(igq(0.9))
        .containsExactly(
            golden(
                1_698, 26_765, 42_018, 7_559, 58_761, 73_383, 24_538, 83_810, 90_219, 55_973,
                93_807, 4_866));
    assertThat(Arrays.stream(igq(0.9)).sum()).isEqualTo(1_116_448);
  }

  @Test
  void uniformKeepsTheSameShareOfEveryLayer() {
    ParameterLayout layout = Layouts.ofLengths(List.of(100, 10, 3));
    assertThat(new Uniform().kept(layout, 0.29)).containsExactly(71, 8, 3);
    assertThat(new Uniform().kept(layout, 0.8)).containsExactly(20, 2, 1);
  }

  /**
   * Two layers [1, 99] and [10, 10] of 99 and 100 weights, weights 100/99 and 20/100; at density
   * 1/2 the budget is 99.5 = e (100 + 20), e = 0.829, so 83 and 17 with nothing over-full. At
   * density 0.8 e would be 1.327 and the first is dense, which leaves 60.2 of 100 for the second.
   */
  @Test
  void overFullLayersAreDenseAndTheRestSharesWhatIsLeft() {
    ParameterLayout layout =
        new ParameterLayout(List.of(dense("narrow", 1, 99, 0), dense("square", 10, 10, 99)));
    double[] half = new ErdosRenyi().of(layout.prunable(), 0.5);
    assertThat(half[0]).isCloseTo(99.5 / 120 * 100 / 99, within(1e-12));
    assertThat(half[1]).isCloseTo(99.5 / 120 * 0.2, within(1e-12));
    double[] fuller = new ErdosRenyi().of(layout.prunable(), 0.2);
    assertThat(fuller[0]).isEqualTo(1);
    assertThat(fuller[1]).isCloseTo(0.602, within(1e-12));
    assertThat(new ErdosRenyi().kept(layout, 0.2)).containsExactly(99, 61);
  }

  /** A convolution [8, 4, 3, 3] beside a dense layer [8, 4]: kernels count for ERK alone. */
  @Test
  void kernelsCountForErkAlone() {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Slice(
                    "conv",
                    ParameterLayout.Kind.WEIGHT,
                    List.of(8, 4, 3, 3),
                    0,
                    288,
                    'c',
                    false,
                    5,
                    5),
                dense("linear", 8, 4, 288)));
    double[] plain = new ErdosRenyi().of(layout.prunable(), 0.9);
    assertThat(plain[0] / plain[1]).isCloseTo(1, within(1e-12));
    double[] kernel = new ErdosRenyiKernel().of(layout.prunable(), 0.9);
    assertThat(kernel[0] / kernel[1]).isCloseTo((18.0 / 288) / (12.0 / 32), within(1e-12));
  }

  /** What the published counting rule makes of families at density 0.2. */
  @Test
  void familiesDifferInWhatTheyCost() {
    assertThat(paperRatio(new Uniform())).isCloseTo(0.2000, within(5e-5));
    assertThat(paperRatio(new ErdosRenyiKernel())).isCloseTo(0.2963, within(5e-5));
    assertThat(paperRatio(new Igq())).isCloseTo(0.3099, within(5e-5));
  }

  @Property(tries = 300)
  void keepsTheAskedShareToAWeightALayer(
      @ForAll("families") Densities densities,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 50_000) Integer> lengths,
      @ForAll @DoubleRange(min = 0, max = 0.99) double sparsity) {
    ParameterLayout layout = Layouts.ofLengths(lengths);
    int[] kept = densities.kept(layout, sparsity);
    double asked = (1 - sparsity) * layout.length();
    assertThat(Arrays.stream(kept).sum() - asked).isBetween(-1.01, lengths.size() + 1.01);
    for (int l = 0; l < kept.length; l++) {
      assertThat(kept[l]).isBetween(1, lengths.get(l));
    }
  }

  @Property(tries = 100)
  void sparsityZeroKeepsEverything(
      @ForAll("families") Densities densities,
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 50_000) Integer> lengths) {
    assertThat(densities.kept(Layouts.ofLengths(lengths), 0))
        .containsExactly(lengths.stream().mapToInt(n -> n).toArray());
  }

  @Test
  void refusesAnImpossibleSparsity() {
    assertThatThrownBy(() -> new Igq().kept(RESNET, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sparsity must be in [0, 1), not 1.0");
  }

  private static int[] igq(double sparsity) {
    return new Igq().kept(RESNET, sparsity);
  }

  private static double paperRatio(Densities densities) {
    int[] kept = densities.kept(RESNET, 0.8);
    Flops flops =
        Flops.of(
            RESNET, 32, kept, new double[kept.length], new Flops.Training(1, 1, 0, Passes.NONE));
    return flops.paperInference() / flops.densePaperInference();
  }

  /** The counts by kind, laid out in forward order. */
  private static int[] golden(
      int stem,
      int one,
      int firstTwo,
      int shortTwo,
      int two,
      int firstThree,
      int shortThree,
      int three,
      int firstFour,
      int shortFour,
      int four,
      int linear) {
    return new int[] {
      stem, one, one, one, one,
      firstTwo, shortTwo, two, two, two,
      firstThree, shortThree, three, three, three,
      firstFour, shortFour, four, four, four,
      linear
    };
  }

  private static Slice dense(String name, int in, int out, int offset) {
    return new Slice(
        name, ParameterLayout.Kind.WEIGHT, List.of(in, out), offset, in * out, 'c', false, 1, 1);
  }
}
