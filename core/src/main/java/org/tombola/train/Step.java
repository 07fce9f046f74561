package org.tombola.train;

import java.util.List;
import org.tombola.method.Card;
import org.tombola.method.Refusal;

/**
 * The learning rate is multiplied by a factor at given fractions of the training, once an epoch
 * (Sparsity Winning Twice, released code: x0.1 after 100 and 150 of 200 epochs, Robust Bird's after
 * 50 and 150).
 *
 * @param at fractions of the epochs, ascending, in (0, 1)
 * @param by the factor
 */
@Card("multiplied by a factor at fractions of the training (the papers' schedule)")
public record Step(List<Double> at, double by) implements Schedule {
  /** x0.1 at a half and three quarters. */
  public Step() {
    this(List.of(0.5, 0.75), 0.1);
  }

  /** Checks the fractions. */
  public Step {
    at = List.copyOf(at);
    double last = 0;
    for (double fraction : at) {
      if (!(fraction > last && fraction < 1)) {
        throw new Refusal(
            "at", "must be ascending fractions of the training between 0 and 1, not " + at);
      }
      last = fraction;
    }
    Refusal.unless(by > 0, "by", "must be a factor above 0, not " + by);
  }

  @Override
  public double factor(double progress, int epochs) {
    double epoch = Math.floor(progress);
    return StrictMath.pow(
        by, at.stream().filter(fraction -> epoch >= Math.round(fraction * epochs)).count());
  }
}
