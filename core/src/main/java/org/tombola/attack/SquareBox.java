package org.tombola.attack;

import java.util.SplittableRandom;
import org.tombola.attack.Round.Subject;
import org.tombola.tensor.ImageShape;
import org.tombola.threat.Ball;

/**
 * Changes of the square attack in l-infinity: stripes, then squares of one sign a channel at the
 * border of the ball (Andriushchenko et al. 2020, arXiv 1912.00049, section 4.1, algorithm 2).
 */
record SquareBox(Ball ball, Subject subject, SplittableRandom draws)
    implements SquareSearch.Changes {

  @Override
  public float[] start() {
    ImageShape shape = subject.shape();
    float[] point = subject.clean().clone();
    for (int c = 0; c < shape.channels(); c++) {
      for (int x = 0; x < shape.width(); x++) {
        float by = sign() * (float) ball.epsilon();
        for (int y = 0; y < shape.height(); y++) {
          point[(c * shape.height() + y) * shape.width() + x] += by;
        }
      }
    }
    return point;
  }

  @Override
  public float[] changed(float[] best, double share) {
    ImageShape shape = subject.shape();
    int side = (int) Math.round(Math.sqrt(share * shape.height() * shape.width()));
    int size = Math.min(Math.max(side, 1), Math.min(shape.height(), shape.width()));
    int top = draws.nextInt(shape.height() - size + 1);
    int left = draws.nextInt(shape.width() - size + 1);
    float[] point = best.clone();
    for (int c = 0; c < shape.channels(); c++) {
      float by = sign() * (float) (2 * ball.epsilon());
      for (int y = top; y < top + size; y++) {
        for (int x = left; x < left + size; x++) {
          point[(c * shape.height() + y) * shape.width() + x] += by;
        }
      }
    }
    return point;
  }

  private int sign() {
    return draws.nextBoolean() ? 1 : -1;
  }
}
