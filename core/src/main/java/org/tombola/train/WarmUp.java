package org.tombola.train;

import java.util.List;
import org.tombola.method.Card;
import org.tombola.method.Refusal;

/**
 * The learning rate climbs straight, once an epoch, then is multiplied by a factor at fractions of
 * the training, rounded up to whole epochs (Li et al. 2020, arXiv 2003.05733, released code: its
 * ResNet-18 and WideResNet climb from 0.5 over 10 epochs, its VGG-16 from 0.1 over 9). Where a drop
 * comes before the top is reached, both act from there on; in that code the drop acts for its own
 * epoch only.
 *
 * @param start factor of the first epoch, in (0, 1]
 * @param climb epochs below the full rate
 * @param at fractions of the epochs, ascending, in (0, 1)
 * @param by the factor of each drop
 */
@Card("rises from a fraction of the rate, then drops (Li et al. 2020)")
public record WarmUp(double start, int climb, List<Double> at, double by) implements Schedule {
  /** From a half over 10 epochs; x0.1 at a half and three quarters. */
  public WarmUp() {
    this(0.5, 10, List.of(0.5, 0.75), 0.1);
  }

  /** Checks the numbers. */
  public WarmUp {
    Refusal.unless(start > 0 && start <= 1, "start", "must be a factor in (0, 1], not " + start);
    Refusal.unless(climb >= 0, "climb", "must be at least 0, not " + climb);
    at = new Step(at, by).at();
  }

  @Override
  public double factor(double progress, int epochs) {
    double epoch = Math.floor(progress);
    double climbed = epoch >= climb ? 1 : start + (1 - start) * epoch / climb;
    long drops = at.stream().filter(fraction -> epoch >= Math.ceil(fraction * epochs)).count();
    return climbed * StrictMath.pow(by, drops);
  }
}
