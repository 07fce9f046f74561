package org.tombola.objective;

import org.tombola.tensor.Logits;

/** Log-probabilities of logits. */
final class Softmax {
  private Softmax() {}

  /** Logarithms of softmax(z / temperature), [batch, classes] row by row. */
  static double[] log(Logits logits, double temperature) {
    int classes = logits.classes();
    double[] logs = new double[logits.values().length];
    for (int i = 0; i < logits.batch(); i++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        largest = Math.max(largest, logits.at(i, c));
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        logs[i * classes + c] = (logits.at(i, c) - largest) / temperature;
        sum += StrictMath.exp(logs[i * classes + c]);
      }
      double total = StrictMath.log(sum);
      for (int c = 0; c < classes; c++) {
        logs[i * classes + c] -= total;
      }
    }
    return logs;
  }
}
