package org.tombola.attack;

import java.util.ArrayList;
import java.util.List;
import org.tombola.attack.Round.Subject;
import org.tombola.threat.Ball;

/**
 * Auto-PGD on one image (Croce and Hein 2020, arXiv 2003.01690, algorithm 1, with the constants of
 * its section 3 and the released code); it leaves an image where the loss was highest.
 */
final class ApgdSearch implements Search {
  /** Share of a step that is the gradient's; the rest is the step before. */
  private static final double GRADIENT_SHARE = 0.75;

  /** A window in which the loss rose in no more of its steps than this halves the step. */
  private static final double RISING = 0.75;

  private final Ball ball;
  private final float[] clean;
  private final int steps;

  private float[] point;
  private float[] before;
  private float[] gradient = {};
  private float[] best;
  private float[] bestGradient = {};
  private double bestLoss;

  private double step;
  private int done;
  private final int[] checkpoints;
  private int checked;
  private int rises;
  private double lossBefore;
  private double bestAtCheck;
  private boolean halvedAtCheck = true;

  ApgdSearch(Ball ball, Subject subject, float[] start, int steps) {
    this.ball = ball;
    this.clean = subject.clean();
    this.steps = steps;
    this.step = 2 * ball.epsilon();
    this.checkpoints = checkpoints(steps);
    this.point = start;
    this.before = start;
    this.best = start;
  }

  @Override
  public Question next() {
    // nothing follows the last look, so nothing uses a gradient there
    boolean last = gradient.length > 0 && done == steps - 1;
    return new Question(point, !last);
  }

  @Override
  public boolean told(Answer answer) {
    if (gradient.length == 0) {
      first(answer);
    } else {
      done++;
      rises += answer.loss() > lossBefore ? 1 : 0;
      lossBefore = answer.loss();
      gradient = answer.gradient();
      if (answer.loss() > bestLoss) {
        best = point;
        bestGradient = gradient;
        bestLoss = answer.loss();
      }
    }
    if (done == steps) {
      return false;
    }
    boolean check = checked < checkpoints.length && done == checkpoints[checked];
    move(check ? checked() : point);
    return true;
  }

  /**
   * The steps after which it looks back: windows of 22 % of all steps, each 3 % shorter, to 6 %.
   */
  static int[] checkpoints(int steps) {
    List<Integer> after = new ArrayList<>();
    int window = Math.max((int) (0.22 * steps), 1);
    for (int step = window; step < steps; step += window) {
      after.add(step);
      window =
          Math.max(window - Math.max((int) (0.03 * steps), 1), Math.max((int) (0.06 * steps), 1));
    }
    return after.stream().mapToInt(Integer::intValue).toArray();
  }

  private void first(Answer answer) {
    gradient = answer.gradient();
    bestGradient = gradient;
    bestLoss = answer.loss();
    bestAtCheck = bestLoss;
    // what the released code compares the first step's loss with
    lossBefore = 0;
  }

  /** Halves the step, and goes back to the best point, where the last window brought too little. */
  private float[] checked() {
    int window = checkpoints[checked] - (checked == 0 ? 0 : checkpoints[checked - 1]);
    boolean stuck = !halvedAtCheck && bestAtCheck >= bestLoss;
    halvedAtCheck = rises <= RISING * window || stuck;
    bestAtCheck = bestLoss;
    checked++;
    rises = 0;
    if (!halvedAtCheck) {
      return point;
    }
    step /= 2;
    gradient = bestGradient;
    return best;
  }

  /** A step from a point, with the momentum of the step that led to the last one. */
  private void move(float[] from) {
    float[] there = ball.step(from, gradient, step, clean);
    if (done > 0) {
      for (int p = 0; p < there.length; p++) {
        there[p] =
            (float)
                (from[p]
                    + GRADIENT_SHARE * (there[p] - from[p])
                    + (1 - GRADIENT_SHARE) * (from[p] - before[p]));
      }
    }
    before = from;
    point = there;
  }

  @Override
  public float[] left() {
    return best;
  }
}
