package org.tombola.spark.answer;

import org.jspecify.annotations.Nullable;
import org.tombola.sweeps.published.Paper;

/**
 * A number of a paper, and what stands beside it.
 *
 * @param named whether a sweep of the store names the paper
 * @param place in the order of all papers' numbers, from 0
 * @param printed a fraction; a cost as a share of dense's; null where the paper prints none
 * @param printedMinusDense against the dense network of the same table; null for costs, for dense
 *     itself, and where the paper prints none
 * @param ours null where the store has no method to stand beside it
 */
public record PublishedNumber(
    Paper paper,
    boolean named,
    Paper.Printed number,
    int place,
    @Nullable Double printed,
    @Nullable Double printedMinusDense,
    @Nullable Ours ours) {

  /**
   * What a store found.
   *
   * @param setting the method's, as in {@code gaps}
   * @param sparsity asked for
   * @param values over seeds; null where the method has not been measured so
   * @param minusDense paired by seed; null for costs, and where dense has none
   */
  public record Ours(
      String setting, double sparsity, @Nullable Estimate values, @Nullable Estimate minusDense) {}

  /** What the store measured; null where it has not. */
  public @Nullable Estimate values() {
    return ours == null ? null : ours.values;
  }

  /** The same minus dense; null where it has not, or of a cost. */
  public @Nullable Estimate minusDense() {
    return ours == null ? null : ours.minusDense;
  }

  /** The paper's table that the number is of. */
  public Paper.Source table() {
    return paper.tables().get(number.table());
  }
}
