package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
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
import org.tombola.mask.Mask;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;

class RandomTicketTest {
  @Provide
  Arbitrary<Densities> families() {
    return Arbitraries.of(new Uniform(), new ErdosRenyi(), new ErdosRenyiKernel(), new Igq());
  }

  @Property(tries = 60)
  void everyLayerKeepsExactlyTheCountOfItsFamily(
      @ForAll("families") Densities densities,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 3000) Integer> lengths,
      @ForAll @DoubleRange(min = 0, max = 0.99) double sparsity,
      @ForAll long seed) {
    ParameterLayout layout = Layouts.ofLengths(lengths);
    Mask mask = new RandomTicket(sparsity, densities).draw(layout, Key.ofSeed(seed));
    assertThat(mask.counts()).isEqualTo(densities.kept(layout, sparsity));
  }

  @Test
  void keysAndLayersDrawApart() {
    ParameterLayout layout = Layouts.ofLengths(List.of(500, 500));
    RandomTicket random = new RandomTicket(0.5, new Uniform());
    Mask mask = random.draw(layout, Key.ofSeed(1));
    assertThat(mask).isEqualTo(random.draw(layout, Key.ofSeed(1)));
    assertThat(mask).isNotEqualTo(random.draw(layout, Key.ofSeed(2)));
    BitSet places = mask.places();
    assertThat(places.get(0, 500)).isNotEqualTo(places.get(500, 1000));
  }
}
