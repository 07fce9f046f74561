package org.tombola.objective;

import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.tensor.Logits;

/**
 * Soft-target cross-entropy to a teacher, T^2 times -sum softmax(t/T) log softmax(s/T), with slopes
 * T (softmax(s/T) - softmax(t/T)) by the student's logits s (Hinton et al. 2015, arXiv 1503.02531,
 * section 2). The teacher receives no gradient.
 *
 * @param temperature T
 */
@Card("soft-target cross-entropy to a teacher (Hinton et al. 2015)")
public record Distillation(double temperature) {
  /** Temperature 2. */
  public Distillation() {
    this(2);
  }

  /** Checks the temperature. */
  public Distillation {
    require(temperature);
  }

  /** Refuses a temperature at which there is no softmax. */
  public static void require(double temperature) {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new Refusal("temperature", "must be above 0, not " + temperature);
    }
  }

  /**
   * The loss of each example and the gradient of their sum by the student's logits.
   *
   * @param student logits of the network that learns
   * @param teacher logits of the network it learns from
   */
  public Loss at(Logits student, Logits teacher) {
    double[] s = Softmax.log(student, temperature);
    double[] t = Softmax.log(teacher, temperature);
    double[] values = new double[student.batch()];
    double[] slopes = new double[s.length];
    for (int j = 0; j < s.length; j++) {
      double target = StrictMath.exp(t[j]);
      values[j / student.classes()] -= temperature * temperature * target * s[j];
      slopes[j] = temperature * (StrictMath.exp(s[j]) - target);
    }
    return new Loss(values, slopes);
  }
}
