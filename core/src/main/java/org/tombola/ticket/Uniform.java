package org.tombola.ticket;

import java.util.Arrays;
import java.util.List;
import org.tombola.method.Card;
import org.tombola.network.ParameterLayout.Slice;

/**
 * The same density in every layer, first and last included.
 *
 * <p>The plainest choice; it misleads at high sparsity, where small layers become bottlenecks that
 * the other families avoid.
 */
@Card("the same density in every layer")
public record Uniform() implements Densities {
  @Override
  public double[] of(List<Slice> layers, double sparsity) {
    double[] densities = new double[layers.size()];
    Arrays.fill(densities, 1 - sparsity);
    return densities;
  }
}
