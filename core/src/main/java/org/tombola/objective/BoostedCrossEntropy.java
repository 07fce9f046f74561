package org.tombola.objective;

import java.util.Arrays;
import org.tombola.method.Card;
import org.tombola.tensor.Logits;

/**
 * Cross-entropy and a margin term on the strongest wrong class: -log p_y - log(1.0001 - max p_k +
 * 1e-12) over k other than y (Wang et al. 2020, MART, with the constants of its released code).
 */
@Card("cross-entropy plus a margin term on the strongest wrong class (MART)")
public record BoostedCrossEntropy() implements Objective {
  private static final double ABOVE_ONE = 1.0001 + 1e-12;

  @Override
  public Loss at(Logits logits, int[] labels) {
    Loss plain = new CrossEntropy().at(logits, labels);
    double[] values = plain.values().clone();
    double[] slopes = plain.slopes().clone();
    double[] p = Arrays.stream(Softmax.log(logits, 1)).map(Math::exp).toArray();
    int classes = logits.classes();
    for (int i = 0; i < values.length; i++) {
      int start = i * classes;
      int wrong = logits.strongestBut(i, labels[i]);
      double room = ABOVE_ONE - p[start + wrong];
      values[i] -= StrictMath.log(room);
      for (int c = 0; c < classes; c++) {
        double slope = (c == wrong ? 1 : 0) - p[start + c];
        slopes[start + c] += p[start + wrong] * slope / room;
      }
    }
    return new Loss(values, slopes);
  }
}
