package org.tombola.objective;

import org.tombola.tensor.Logits;

/** Losses -(z_label - z_other) / (a weighted sum of logits + 1e-12), collected over a batch. */
final class Ratio {
  private static final double TINY = 1e-12;

  private final Logits logits;
  private final double[] values;
  private final double[] slopes;

  Ratio(Logits logits, int examples) {
    this.logits = logits;
    values = new double[examples];
    slopes = new double[examples * logits.classes()];
  }

  /**
   * Of one example.
   *
   * @param below classes of the denominator
   * @param weights of their logits there
   */
  void add(int example, int label, int other, int[] below, double[] weights) {
    double ahead = logits.at(example, label) - logits.at(example, other);
    double spread = TINY;
    for (int j = 0; j < below.length; j++) {
      spread += weights[j] * logits.at(example, below[j]);
    }
    values[example] = -ahead / spread;
    int start = example * logits.classes();
    slopes[start + label] -= 1 / spread;
    slopes[start + other] += 1 / spread;
    for (int j = 0; j < below.length; j++) {
      slopes[start + below[j]] += weights[j] * ahead / (spread * spread);
    }
  }

  Loss loss() {
    return new Loss(values, slopes);
  }
}
