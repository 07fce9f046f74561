package org.tombola.ticket;

import java.util.List;
import org.tombola.network.ParameterLayout.Slice;

/** Densities by the shape of a layer. */
final class Sides {
  private Sides() {}

  /** Densities in proportion to each layer's sum over its sides by their product. */
  static double[] densities(List<Slice> layers, int sides, double sparsity) {
    double[] weights =
        layers.stream()
            .mapToDouble(
                layer -> {
                  double sum = 0;
                  double product = 1;
                  for (int side : layer.shape().subList(0, Math.min(sides, layer.shape().size()))) {
                    sum += side;
                    product *= side;
                  }
                  return sum / product;
                })
            .toArray();
    return proportional(layers, weights, sparsity);
  }

  /**
   * Densities in given proportions that together keep a share of all weights; a layer that would be
   * over-full is dense, and the rest share what is left.
   */
  private static double[] proportional(List<Slice> layers, double[] weights, double sparsity) {
    double[] densities = new double[weights.length];
    boolean again = true;
    while (again) {
      double budget = 0;
      double share = 0;
      for (int l = 0; l < weights.length; l++) {
        double n = layers.get(l).length();
        budget += (1 - sparsity) * n - (densities[l] == 1 ? n : 0);
        share += densities[l] == 1 ? 0 : weights[l] * n;
      }
      again = false;
      for (int l = 0; l < weights.length; l++) {
        if (densities[l] < 1) {
          densities[l] = Math.min(1, budget / share * weights[l]);
          again |= densities[l] == 1;
        }
      }
    }
    return densities;
  }
}
