package org.tombola.ticket;

import java.util.BitSet;
import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.tensor.TopK;

/**
 * The largest weights the network starts with (Frankle et al. 2021, "Pruning neural networks at
 * initialization: why are we missing the mark?", arXiv 2009.08576, section 3). Weights of equal
 * magnitude are kept in the order of the flat vector.
 *
 * <p>Over the whole network it mostly sees how wide each layer's initialisation is: layers with
 * many inputs start small and are pruned first, up to being cut off at high sparsity.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param scope what the weights are compared within
 */
@Card("the largest initial weights (Frankle et al. 2021)")
public record MagnitudeAtInit(double sparsity, Scope scope) implements TicketMethod {

  /** What weights are compared within. */
  public enum Scope {
    /** The whole network: exactly round((1 - sparsity) N) of N weights are kept. */
    GLOBAL,
    /**
     * The whole network, each weight divided by the mean magnitude of its layer: exactly round((1 -
     * sparsity) N) of N weights are kept, of layers that are alike in shape about equally many (Li
     * et al. 2020, arXiv 2003.05733, released code).
     */
    NORMALISED,
    /** Each layer, at the same density: counts as {@link Uniform} gives them. */
    LAYER
  }

  /** 80 % over the whole network. */
  public MagnitudeAtInit() {
    this(0.8, Scope.GLOBAL);
  }

  /** Checks the sparsity. */
  public MagnitudeAtInit {
    Sparsity.require(sparsity);
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Network network = drawing.network();
    return Ticket.of(draw(network.layout(), network.parameters()), network);
  }

  /**
   * The mask for given weights.
   *
   * @param parameters flat, in the layout's order
   */
  public Mask draw(ParameterLayout layout, float[] parameters) {
    return draw(Mask.dense(layout), parameters);
  }

  /**
   * The mask for given weights, among those another keeps.
   *
   * @param within keeps at least as many, in every layer where layers are compared
   * @param parameters flat, in the layout's order
   */
  public Mask draw(Mask within, float[] parameters) {
    ParameterLayout layout = within.layout();
    float[] magnitudes = Magnitudes.of(parameters);
    BitSet kept = new BitSet(layout.length());
    if (scope != Scope.LAYER) {
      if (scope == Scope.NORMALISED) {
        layout.prunable().forEach(slice -> normalise(magnitudes, slice));
      }
      int count = (int) Math.round((1 - sparsity) * within.prunable());
      kept.or(TopK.largest(magnitudes, within.places(), count));
    } else {
      List<Slice> slices = layout.prunable();
      int[] counts = new Uniform().kept(layout, sparsity);
      for (int l = 0; l < counts.length; l++) {
        kept.or(TopK.largest(magnitudes, within.places(slices.get(l)), counts[l]));
      }
    }
    return Mask.of(layout, kept);
  }

  private static void normalise(float[] magnitudes, Slice slice) {
    int end = slice.offset() + slice.length();
    double sum = 0;
    for (int i = slice.offset(); i < end; i++) {
      sum += magnitudes[i];
    }
    double mean = sum / slice.length();
    // a layer of zeros stays one
    for (int i = slice.offset(); i < end && mean > 0; i++) {
      magnitudes[i] = (float) (magnitudes[i] / mean);
    }
  }
}
