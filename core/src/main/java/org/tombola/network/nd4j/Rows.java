package org.tombola.network.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An array [batch, channels, places...] as rows, one a map, cut into runs of whole examples that
 * fit the processor's second-level cache: several operations on one run read memory once.
 */
final class Rows {
  /** Numbers a run holds at most; with its neighbours in a step about a megabyte. */
  private static final long RUN = 100_000;

  private Rows() {}

  /** Rows of a run: whole examples, at least one. */
  static long each(INDArray array) {
    long rows = array.size(0) * array.size(1);
    long places = array.length() / rows;
    long example = array.size(1) * places;
    return array.size(1) * Math.min(array.size(0), Math.max(1, RUN / example));
  }

  /** The runs of an array, each [rows, places], views of it. */
  static List<INDArray> cut(INDArray array) {
    long rows = array.size(0) * array.size(1);
    INDArray all = array.reshape('c', rows, array.length() / rows);
    long each = each(array);
    List<INDArray> runs = new ArrayList<>();
    for (long first = 0; first < rows; first += each) {
      runs.add(part(all, first, Math.min(each, rows - first)));
    }
    return runs;
  }

  /** Some rows of an array of rows: a view. */
  static INDArray part(INDArray rows, long first, long count) {
    return rows.get(NDArrayIndex.interval(first, first + count), NDArrayIndex.all());
  }
}
