package org.tombola.tensor;

import java.util.BitSet;

/**
 * Selects the highest scores in linear time, without sorting and without a copy.
 *
 * <p>Floats are ordered by the bits they are made of: one pass counts the upper halves of the
 * candidates' bits, a second the lower halves of those that share the wanted upper half. The result
 * is exact and does not depend on the order of visits. Minus zero equals zero; NaN is above
 * infinity.
 */
public final class TopK {
  private static final int HALF = 1 << 16;

  private TopK() {}

  /**
   * Exactly {@code k} candidates with the highest scores; of equal scores the first places win.
   *
   * @param scores one a place
   * @param among the candidate places
   * @param k from 0 to the number of candidates
   */
  public static BitSet largest(float[] scores, BitSet among, int k) {
    int candidates = among.cardinality();
    if (k < 0 || k > candidates) {
      throw new IllegalArgumentException("Cannot select " + k + " of " + candidates + " places");
    }
    if (k == candidates) {
      return (BitSet) among.clone();
    }
    BitSet chosen = new BitSet(among.length());
    if (k == 0) {
      return chosen;
    }
    int threshold = rank(scores, among, k);
    int left = k;
    for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
      if (order(scores[i]) > threshold) {
        chosen.set(i);
        left--;
      }
    }
    for (int i = among.nextSetBit(0); left > 0; i = among.nextSetBit(i + 1)) {
      if (order(scores[i]) == threshold) {
        chosen.set(i);
        left--;
      }
    }
    return chosen;
  }

  /**
   * The {@code k}-th highest score among the candidates, counted from 1.
   *
   * @param scores one a place
   * @param among the candidate places
   * @param k from 1 to the number of candidates
   */
  public static float kthLargest(float[] scores, BitSet among, int k) {
    int candidates = among.cardinality();
    if (k < 1 || k > candidates) {
      throw new IllegalArgumentException(
          "Cannot find rank " + k + " among " + candidates + " places");
    }
    int rank = rank(scores, among, k);
    return Float.intBitsToFloat(rank ^ ((rank >> 31) & Integer.MAX_VALUE));
  }

  private static int rank(float[] scores, BitSet among, int k) {
    int[] upper = new int[HALF];
    for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
      upper[(order(scores[i]) >> 16) + HALF / 2]++;
    }
    int high = HALF;
    int above = 0;
    do {
      high--;
      above += upper[high];
    } while (above < k);
    above -= upper[high];
    int prefix = high - HALF / 2;
    int[] lower = new int[HALF];
    for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
      int order = order(scores[i]);
      if (order >> 16 == prefix) {
        lower[order & (HALF - 1)]++;
      }
    }
    int low = HALF;
    do {
      low--;
      above += lower[low];
    } while (above < k);
    return prefix << 16 | low;
  }

  /** An int that is larger where the score is: negative floats have their bits turned over. */
  private static int order(float score) {
    // adding zero makes minus zero plus zero
    int bits = Float.floatToIntBits(score + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }
}
