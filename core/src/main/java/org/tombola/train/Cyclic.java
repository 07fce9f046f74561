package org.tombola.train;

import org.tombola.method.Card;
import org.tombola.method.Refusal;

/**
 * From 0 up to the learning rate and down to 0 again, both straight, moved every step (Wong et al.
 * 2020, arXiv 2001.03994, section 5).
 *
 * @param peak where the top is, as a fraction of the training; the released code has 1/2 for
 *     CIFAR-10 and 2/5 for MNIST
 */
@Card("a triangle: 0 to the learning rate and back, moved every step (Wong et al. 2020)")
public record Cyclic(double peak) implements Schedule {
  /** The top in the middle. */
  public Cyclic() {
    this(0.5);
  }

  /** Checks the fraction. */
  public Cyclic {
    Refusal.unless(peak > 0 && peak < 1, "peak", "must be a fraction between 0 and 1, not " + peak);
  }

  @Override
  public double factor(double progress, int epochs) {
    double part = progress / epochs;
    return part < peak ? part / peak : (1 - part) / (1 - peak);
  }
}
