package org.tombola.attack;

import java.util.ArrayList;
import java.util.List;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Passes;
import org.tombola.objective.Loss;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * Fast adaptive boundary attack, targeted: looks for the nearest misclassified point by steps onto
 * the linearised border to one class after the other (Croce and Hein 2020, arXiv 1907.02044; the
 * targeted form is of arXiv 2003.01690, section 5). Points beyond epsilon are looked at on the way
 * and do not count.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param steps of each run
 * @param restarts the first from the image, others from a random point at half of epsilon
 * @param targets classes driven to, by the logits of the image itself from the second largest on
 */
@Card("nearest misclassified point, towards one class after the other (Croce and Hein 2020)")
public record FabT(Norm norm, Epsilon epsilon, int steps, int restarts, int targets)
    implements Attack {
  private static final Goal AHEAD =
      (logits, labels, aims) -> {
        Loss ahead =
            new Loss(new double[labels.length], new double[labels.length * logits.classes()]);
        for (int i = 0; i < labels.length; i++) {
          ahead.values()[i] = logits.at(i, aims[i]) - logits.at(i, labels[i]);
          ahead.slopes()[i * logits.classes() + aims[i]] += 1;
          ahead.slopes()[i * logits.classes() + labels[i]] -= 1;
        }
        return ahead;
      };

  /** l-infinity, 8/255, 100 steps, one start, 9 classes. */
  public FabT() {
    this(Norm.LINF, Epsilon.parse("8/255"), 100, 1, 9);
  }

  /** Checks the numbers. */
  public FabT {
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
    if (targets >= classes) {
      throw new Refusal(
          "targets",
          "must be at most the %d wrong classes of %d, not %d"
              .formatted(classes - 1, classes, targets));
    }
  }

  @Override
  public Passes passes() {
    return new Passes(2 * steps, steps, 0).times((long) restarts * targets);
  }

  @Override
  public List<Round> rounds() {
    List<Round> rounds = new ArrayList<>();
    for (int rank = 2; rank < targets + 2; rank++) {
      for (int restart = 0; restart < restarts; restart++) {
        boolean drawn = restart > 0;
        rounds.add(
            new Round(
                "fab-t",
                true,
                true,
                rank,
                restart,
                AHEAD,
                (ball, subject, own) ->
                    new FabSearch(
                        ball,
                        subject,
                        drawn ? ball.halfway(subject.clean(), own) : subject.clean().clone(),
                        steps)));
      }
    }
    return rounds;
  }
}
