package org.tombola.ticket;

import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.tombola.network.ParameterLayout.Slice;

/** Where slices stand in a flat vector, for ND4J. */
final class Places {
  private Places() {}

  static INDArrayIndex of(Slice slice) {
    return NDArrayIndex.interval(slice.offset(), slice.offset() + slice.length());
  }
}
