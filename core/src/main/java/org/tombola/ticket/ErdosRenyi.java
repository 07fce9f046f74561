package org.tombola.ticket;

import java.util.List;
import org.tombola.method.Card;
import org.tombola.network.ParameterLayout.Slice;

/**
 * Density in proportion to (inputs + outputs) / (inputs x outputs), so that the number of weights
 * grows with the number of channels (Mocanu et al. 2018, section "Methods"; for convolutions Evci
 * et al. 2020, arXiv 1911.11134, section 3). Layers that would be over-full are dense.
 *
 * <p>The family of the same name in Sparsity Winning Twice's released code is {@link
 * ErdosRenyiKernel} without that last rule: it misses the density asked for (0.174 for 0.2 on
 * ResNet-18).
 */
@Card("density by input and output channels (Mocanu et al. 2018)")
public record ErdosRenyi() implements Densities {
  @Override
  public double[] of(List<Slice> layers, double sparsity) {
    return Sides.densities(layers, 2, sparsity);
  }
}
