package org.tombola.train;

import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.threat.Epsilon;

/**
 * The look for catastrophic overfitting after each epoch (Wong et al. 2020, arXiv 2001.03994,
 * released code): PGD on the epoch's first training batch. The network's batch statistics are used,
 * as in that code, and not moved, so that looking changes nothing. Every image takes every step and
 * its last point is judged; that code leaves an image alone once it is misclassified.
 *
 * <p>It is a small sample: with 128 images a fall of 20 points is beyond chance, with 16 it is not.
 *
 * @param then what follows a fall
 * @param step length of a step, in pixel units
 * @param steps of PGD
 * @param fall of accuracy, in (0, 1), from one epoch to the next
 */
@Card("robust accuracy on one training batch must not fall from epoch to epoch (Wong et al. 2020)")
public record Alarm(Then then, Epsilon step, int steps, double fall) {

  /** What follows a fall. */
  public enum Then {
    /** Training ends with the weights of the epoch before. */
    STOP,
    /** Training goes on, and the epochs table tells. */
    WARN,
    /** Nobody looks. */
    OFF
  }

  /** Stops at a fall by more than 20 points under PGD-5 with steps of 2/255. */
  public Alarm() {
    this(Then.STOP, Epsilon.parse("2/255"), 5, 0.2);
  }

  /** Checks the numbers. */
  public Alarm {
    AtLeast.one("steps", steps);
    Refusal.unless(fall > 0 && fall < 1, "fall", "must be in (0, 1), not " + fall);
  }
}
