package org.tombola.ticket;

import java.util.List;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;

/** A family of ways to share a network's sparsity out among its layers. */
public sealed interface Densities permits Uniform, ErdosRenyi, ErdosRenyiKernel, Igq {

  /**
   * The fraction of each layer to keep, before rounding.
   *
   * @param layers the prunable slices
   * @param sparsity the fraction of all their weights that is to be zero, in [0, 1)
   * @return one density a layer, in [0, 1]
   */
  double[] of(List<Slice> layers, double sparsity);

  /**
   * How many weights of each prunable slice are kept: of n weights at density d, floor((1 - d) n)
   * are dropped, so no layer is left empty and the whole keeps at most one weight a layer too many.
   *
   * @param sparsity the fraction of all prunable weights that is to be zero, in [0, 1)
   * @return one count a prunable slice, in the layout's order
   */
  default int[] kept(ParameterLayout layout, double sparsity) {
    Sparsity.require(sparsity);
    List<Slice> layers = layout.prunable();
    double[] densities = of(layers, sparsity);
    int[] kept = new int[densities.length];
    for (int l = 0; l < kept.length; l++) {
      int n = layers.get(l).length();
      // a millionth of a weight: 0.29 x 100 is 28.999999999999996 in floating point
      kept[l] = Math.max(1, n - (int) Math.floor((1 - densities[l]) * n + 1e-6));
    }
    return kept;
  }
}
