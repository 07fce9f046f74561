package org.tombola.ticket;

import java.util.List;
import org.tombola.method.Card;
import org.tombola.network.ParameterLayout.Slice;

/**
 * Ideal gas quotas: a layer of n weights keeps 1 / (1 + f n) of them, with one f for all layers
 * (Chen et al. 2022, "Sparsity Winning Twice", arXiv 2202.09844, released code; its default for
 * Flying Bird). Small layers stay nearly dense, large ones carry the sparsity.
 *
 * <p>It misleads where costs are compared by weight count: small early layers run on large maps, so
 * at 80 % sparsity a PreActResNet18 keeps half of its multiply-accumulates.
 */
@Card("ideal gas quotas: large layers carry the sparsity (Chen et al. 2022)")
public record Igq() implements Densities {
  @Override
  public double[] of(List<Slice> layers, double sparsity) {
    double total = layers.stream().mapToDouble(Slice::length).sum();
    double low = 0;
    double high = 1e20;
    double pressure = low;
    // sparsity grows with f; the wanted one lies between that of 0 (none) and of 1e20 (all)
    while (Math.abs(sparsity(layers, pressure, total) - sparsity) >= 1e-3 / total) {
      double middle = (low + high) / 2;
      if (middle == pressure) {
        break; // no float lies between: as near as numbers get
      }
      pressure = middle;
      if (sparsity(layers, pressure, total) < sparsity) {
        low = pressure;
      } else {
        high = pressure;
      }
    }
    double found = pressure;
    return layers.stream().mapToDouble(layer -> 1 / (1 + found * layer.length())).toArray();
  }

  private static double sparsity(List<Slice> layers, double pressure, double total) {
    double kept = 0;
    for (Slice layer : layers) {
      kept += layer.length() / (1 + pressure * layer.length());
    }
    return 1 - kept / total;
  }
}
