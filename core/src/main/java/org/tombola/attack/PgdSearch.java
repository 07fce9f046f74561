package org.tombola.attack;

import org.tombola.threat.Ball;

/** Steps of one length along the gradient, from a start; it leaves an image at its last point. */
final class PgdSearch implements Search {
  private final Ball ball;
  private final double step;
  private final int steps;
  private float[] point;
  private int done;

  PgdSearch(Ball ball, float[] start, double step, int steps) {
    this.ball = ball;
    this.step = step;
    this.steps = steps;
    this.point = start;
  }

  @Override
  public Question next() {
    return new Question(point, done < steps);
  }

  @Override
  public boolean told(Answer answer) {
    if (done++ == steps) {
      return false;
    }
    point = ball.moved(point, answer.gradient(), step);
    return true;
  }

  @Override
  public float[] left() {
    return point;
  }
}
