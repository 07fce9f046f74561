package org.tombola.attack;

import java.util.ArrayList;
import java.util.List;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Passes;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * Auto-PGD: projected gradient ascent with momentum from a point on the border of the ball, whose
 * step halves where the loss no longer rises (Croce and Hein 2020, arXiv 2003.01690, algorithm 1).
 * Step and checkpoints need no tuning. With the loss targeted-dlr it drives each image to one class
 * after the other, by the logits of the image itself, from the second largest on.
 *
 * <p>An image counts as broken if any point is misclassified. The last point's gradient, which the
 * released code takes and does not use, is not taken.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param loss climbed
 * @param steps of each run; the paper's N
 * @param restarts independent random starts
 * @param targets classes driven to; of no matter to other losses, and no more than there are wrong
 *     classes
 */
@Card("PGD whose step halves where the loss stops rising (Croce and Hein 2020)")
public record Apgd(
    Norm norm, Epsilon epsilon, AttackLoss loss, int steps, int restarts, int targets)
    implements Attack {
  /** Cross-entropy, l-infinity, 8/255, 100 steps, one start, 9 classes where it is targeted. */
  public Apgd() {
    this(Norm.LINF, Epsilon.parse("8/255"), AttackLoss.CROSS_ENTROPY, 100, 1, 9);
  }

  /** Checks the numbers. */
  public Apgd {
    ThreatModel.require(norm, epsilon);
    AtLeast.one("steps", steps);
    AtLeast.number("restarts", 1, restarts, 1000);
    AtLeast.number("targets", 1, targets, 1000);
  }

  @Override
  public ThreatModel threat() {
    return new ThreatModel(norm, epsilon);
  }

  @Override
  public void check(int classes) {
    loss.check("apgd", classes);
    if (loss == AttackLoss.TARGETED_DLR && targets >= classes) {
      throw new Refusal(
          "targets",
          "must be at most the %d wrong classes of %d, not %d"
              .formatted(classes - 1, classes, targets));
    }
  }

  private int aims() {
    return loss == AttackLoss.TARGETED_DLR ? targets : 1;
  }

  @Override
  public Passes passes() {
    return new Passes(steps + 1, steps, 0).times((long) restarts * aims());
  }

  @Override
  public List<Round> rounds() {
    List<Round> rounds = new ArrayList<>();
    for (int aim = 0; aim < aims(); aim++) {
      for (int restart = 0; restart < restarts; restart++) {
        rounds.add(
            new Round(
                "apgd-" + loss.mark(),
                true,
                false,
                loss == AttackLoss.TARGETED_DLR ? aim + 2 : 0,
                restart,
                loss.goal(),
                (ball, subject, own) ->
                    new ApgdSearch(ball, subject, ball.onBorder(subject.clean(), own), steps)));
      }
    }
    return rounds;
  }
}
