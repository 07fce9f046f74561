package org.tombola.ticket;

import java.util.BitSet;
import org.tombola.mask.Mask;
import org.tombola.method.Refused;
import org.tombola.network.ParameterLayout;
import org.tombola.tensor.TopK;

/** Masks by a score a place. */
final class Scores {
  private Scores() {}

  /**
   * Keeps round(density N) of all N prunable places, those with the highest scores over the whole
   * network; of equal ones the first in the flat vector.
   *
   * @param among places that may be kept
   * @param density fraction of prunable places to keep
   * @throws Refused if a score is no number: nothing can be said of its place
   */
  static Mask highest(float[] scores, Mask among, double density) {
    ParameterLayout layout = among.layout();
    BitSet places = among.places();
    long none = places.stream().filter(place -> Float.isNaN(scores[place])).count();
    if (none > 0) {
      throw new Refused(
          "Cannot draw a ticket: %d of the scores of %d weights are not numbers"
              .formatted(none, places.cardinality()));
    }
    int count = (int) Math.round(density * among.prunable());
    return Mask.of(layout, TopK.largest(scores, places, count));
  }

  /** Places of two flat vectors multiplied, on the heap. */
  static float[] products(float[] a, float[] b) {
    float[] product = a.clone();
    for (int i = 0; i < product.length; i++) {
      product[i] *= b[i];
    }
    return product;
  }
}
