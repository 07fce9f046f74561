package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.tombola.mask.Layouts;
import org.tombola.mask.Mask;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;
import org.tombola.ticket.MagnitudeAtInit.Scope;

class MagnitudeAtInitTest {
  /** Layers {1, -6, 3, 2} and {5, -4}: the three largest of all are -6, 5 and -4. */
  @Test
  void comparesMagnitudesOverTheWholeNetworkOrWithinALayer() {
    ParameterLayout layout = Layouts.ofLengths(List.of(4, 2));
    float[] weights = {1, -6, 3, 2, 5, -4};
    assertThat(kept(layout, weights, 0.5, Scope.GLOBAL)).containsExactly(1, 4, 5);
    assertThat(kept(layout, weights, 0.5, Scope.LAYER)).containsExactly(1, 2, 4);
    assertThat(weights).isEqualTo(new float[] {1, -6, 3, 2, 5, -4});
  }

  @Test
  void keepsTheFirstOfEqualWeights() {
    ParameterLayout layout = Layouts.ofLengths(List.of(4, 4));
    float[] weights = {1, -1, 1, -1, -1, 1, -1, 1};
    assertThat(kept(layout, weights, 0.4, Scope.GLOBAL)).containsExactly(0, 1, 2, 3, 4);
    assertThat(kept(layout, weights, 0.5, Scope.LAYER)).containsExactly(0, 1, 4, 5);
  }

  @Property(tries = 100)
  void keepsTheRoundedNumberOfWeights(@ForAll @DoubleRange(min = 0, max = 0.99) double sparsity) {
    ParameterLayout layout = Layouts.small();
    float[] weights = Key.ofSeed(2).normal(layout.length());
    Mask mask = new MagnitudeAtInit(sparsity, Scope.GLOBAL).draw(layout, weights);
    assertThat(mask.kept()).isEqualTo((int) Math.round((1 - sparsity) * 74));
    Mask layered = new MagnitudeAtInit(sparsity, Scope.LAYER).draw(layout, weights);
    assertThat(layered.counts()).isEqualTo(new Uniform().kept(layout, sparsity));
  }

  @Test
  void refusesAnImpossibleSparsity() {
    assertThatThrownBy(() -> new MagnitudeAtInit(-0.1, Scope.GLOBAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sparsity must be in [0, 1), not -0.1");
  }

  private static IntStream kept(
      ParameterLayout layout, float[] weights, double sparsity, Scope scope) {
    return new MagnitudeAtInit(sparsity, scope).draw(layout, weights).places().stream();
  }
}
