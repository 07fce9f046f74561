package org.tombola.ticket;

import java.util.BitSet;
import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.tensor.TopK;
import org.tombola.train.MaskDistance;
import org.tombola.train.Watch;

/**
 * Every weight is kept, and training ends once the mask that magnitude pruning would draw has come
 * to rest (Chen et al. 2022, "Sparsity Winning Twice", arXiv 2202.09844, the first stage of {@link
 * RobustBird}, as its released code has it).
 *
 * <p>After each epoch the weights of all convolutions together are compared with the one at rank
 * floor(sparsity x N), counted from the smallest and from 0: those strictly larger are the mask.
 * Where no layer is a convolution, dense layers are looked at instead. The distance of two masks is
 * the share of all places that differ, kept or not, so that the same distance is laxer at high
 * sparsity: at 0.8 it can be 0.4 at most, at 0.9 only 0.2.
 *
 * @param prospect sparsity of the masks watched, in [0, 1)
 * @param window masks of the latest epochs compared, at least 2
 * @param distance at most, of the newest from each older one, in [0, 1]
 */
@Card("dense, ends once its magnitude mask is stable (Chen et al. 2022)")
public record Emergence(double prospect, int window, double distance) implements TicketMethod {
  /** Masks of sparsity 0.8, five of them within 0.08. */
  public Emergence() {
    this(0.8, 5, 0.08);
  }

  /** Checks the numbers. */
  public Emergence {
    Sparsity.require("prospect", prospect);
    MaskDistance.require("window", window, distance);
  }

  @Override
  public double sparsity() {
    return 0;
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return Ticket.of(Mask.dense(drawing.network().layout()), drawing.network());
  }

  @Override
  public Watch watch() {
    return settling();
  }

  Settling settling() {
    return new Settling(window, distance, this::look);
  }

  private Settling.Snapshot look(Network network) {
    return look(network.layout(), network.parameters());
  }

  /**
   * The mask watched.
   *
   * @param parameters flat, in the layout's order; only read
   */
  Settling.Snapshot look(ParameterLayout layout, float[] parameters) {
    float[] magnitudes = Magnitudes.of(parameters);
    BitSet places = places(layout);
    int count = places.cardinality();
    // a millionth of a weight, as in the densities
    int rank = Math.min(count - 1, (int) Math.floor(prospect * count + 1e-6));
    float threshold = TopK.kthLargest(magnitudes, places, count - rank);
    BitSet kept = new BitSet(layout.length());
    for (int i = places.nextSetBit(0); i >= 0; i = places.nextSetBit(i + 1)) {
      if (magnitudes[i] > threshold) {
        kept.set(i);
      }
    }
    return new Settling.Snapshot(kept, count);
  }

  private static BitSet places(ParameterLayout layout) {
    List<Slice> all = layout.prunable();
    List<Slice> convolutions = all.stream().filter(Slice::convolution).toList();
    BitSet places = new BitSet(layout.length());
    (convolutions.isEmpty() ? all : convolutions)
        .forEach(slice -> places.set(slice.offset(), slice.offset() + slice.length()));
    return places;
  }
}
