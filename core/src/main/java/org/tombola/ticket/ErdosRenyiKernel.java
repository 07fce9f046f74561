package org.tombola.ticket;

import java.util.List;
import org.tombola.method.Card;
import org.tombola.network.ParameterLayout.Slice;

/**
 * Density in proportion to the sum of a kernel's four sides by their product (Evci et al. 2020,
 * arXiv 1911.11134, section 3, "ERK"); dense layers as in {@link ErdosRenyi}. Layers that would be
 * over-full are dense.
 */
@Card("density by channels and kernel, ERK (Evci et al. 2020)")
public record ErdosRenyiKernel() implements Densities {
  @Override
  public double[] of(List<Slice> layers, double sparsity) {
    return Sides.densities(layers, 4, sparsity);
  }
}
