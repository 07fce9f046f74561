package org.tombola.tensor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A batch of logits: they are few, and losses on them are plain arithmetic.
 *
 * @param values [batch, classes], row by row
 * @param classes logits an example
 */
public record Logits(double[] values, int classes) {

  /** Widens logits of single precision, [batch, classes] row by row. */
  public static Logits of(float[] values, int classes) {
    return new Logits(Vectors.wide(values), classes);
  }

  /** Number of examples. */
  public int batch() {
    return values.length / classes;
  }

  /** The logit of one class of one example. */
  public double at(int example, int label) {
    return values[example * classes + label];
  }

  /**
   * Whether the largest logit is this class': the first of several equal ones counts. A network
   * that gives no number has nothing right.
   */
  public boolean right(int example, int label) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      if (Double.isNaN(at(example, c))) {
        return false;
      }
      if (at(example, c) > at(example, best)) {
        best = c;
      }
    }
    return best == label;
  }

  /** The class of the largest logit: the first of several equal ones. */
  public int predicted(int example) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = at(example, c) > at(example, best) ? c : best;
    }
    return best;
  }

  /** The class of the largest logit but one class': the first of several equal ones. */
  public int strongestBut(int example, int label) {
    int best = label == 0 ? 1 : 0;
    for (int c = best + 1; c < classes; c++) {
      best = c != label && at(example, c) > at(example, best) ? c : best;
    }
    return best;
  }

  /** How far the label's logit is ahead of the strongest other one; below 0 where it is behind. */
  public double margin(int example, int label) {
    return at(example, label) - at(example, strongestBut(example, label));
  }

  /** All classes, the largest logit first; equal ones by their index. */
  public int[] ranked(int example) {
    return IntStream.range(0, classes)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -at(example, c)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Those of one example. */
  public double[] of(int example) {
    return Arrays.copyOfRange(values, example * classes, (example + 1) * classes);
  }
}
