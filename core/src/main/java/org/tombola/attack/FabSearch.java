package org.tombola.attack;

import org.jspecify.annotations.Nullable;
import org.tombola.attack.Round.Subject;
import org.tombola.threat.Ball;

/**
 * FAB towards one class on one image (Croce and Hein 2020, arXiv 1907.02044, algorithm 1, with the
 * constants of its section 4): steps onto the plane where the class' logit would meet the label's,
 * from the point and from the image, and back towards the image from where it is misclassified.
 */
final class FabSearch implements Search {
  private static final double MOST_BACK = 0.1;
  private static final double OVERSHOOT = 1.05;
  private static final double BACK = 0.9;
  private static final double SMALLEST = 1e-8;

  private final Ball ball;
  private final float[] clean;
  private final int steps;
  private float[] point;
  private boolean judging;
  private int done;

  FabSearch(Ball ball, Subject subject, float[] start, int steps) {
    this.ball = ball;
    this.clean = subject.clean();
    this.steps = steps;
    this.point = start;
  }

  @Override
  public Question next() {
    return new Question(point, !judging);
  }

  @Override
  public boolean told(Answer answer) {
    if (judging) {
      done++;
      if (!answer.right()) {
        point = back();
      }
    } else {
      point = stepped(answer);
    }
    judging = !judging;
    return done < steps;
  }

  private float[] stepped(Answer answer) {
    float[] normal = answer.gradient();
    double offset = -answer.loss();
    for (int i = 0; i < normal.length; i++) {
      offset += (double) normal[i] * point[i];
    }
    float[] fromPoint = BoxStep.onto(ball.norm(), point, normal, offset);
    float[] fromClean = BoxStep.onto(ball.norm(), clean, normal, offset);
    double near = size(fromPoint);
    double far = size(fromClean);
    double share = Math.min(near / (near + far), MOST_BACK);
    float[] moved = new float[point.length];
    for (int i = 0; i < moved.length; i++) {
      double on = point[i] + OVERSHOOT * fromPoint[i];
      double anew = clean[i] + OVERSHOOT * fromClean[i];
      moved[i] = (float) Math.min(Math.max((1 - share) * on + share * anew, 0), 1);
    }
    return moved;
  }

  private double size(float[] step) {
    return Math.max(SMALLEST, ball.size(step, new float[step.length]));
  }

  private float[] back() {
    float[] nearer = new float[point.length];
    for (int i = 0; i < nearer.length; i++) {
      nearer[i] = (float) (clean[i] + BACK * (point[i] - clean[i]));
    }
    return nearer;
  }

  /** It looks for what breaks the image near by; an image that stands is left as it is. */
  @Override
  public float @Nullable [] left() {
    return null;
  }
}
