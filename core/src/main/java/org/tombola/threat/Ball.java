package org.tombola.threat;

import org.tombola.random.Key;
import org.tombola.tensor.Vectors;

/**
 * The points an attacker may move an image to: within epsilon of it, inside [0,1]. Images are flat
 * arrays of pixels; none that is handed in is changed.
 *
 * <p>The order is the ball first, then the pixel range: exact for l-infinity; for l2 it stays
 * inside both without being the nearest such point.
 */
public final class Ball {
  /** Deviation of the noise a start near the image has (TRADES and MART, released code). */
  private static final double NEAR = 0.001;

  /** Makes the smallest float that is not 0 larger than any step, taken twice. */
  private static final float HUGE = 0x1p127f;

  /** A length of some thousand differences of floats may err by so much. */
  private static final double ROUNDING = 1e-6;

  private final Norm norm;
  private final double epsilon;

  public Ball(ThreatModel threat) {
    this.norm = threat.norm();
    this.epsilon = threat.epsilon().value();
  }

  public Norm norm() {
    return norm;
  }

  public double epsilon() {
    return epsilon;
  }

  /** A random point around an image, uniform in the box or at a uniformly drawn radius. */
  public float[] random(float[] clean, Key own) {
    float[] point =
        norm == Norm.LINF
            ? own.uniform(clean.length, -epsilon, epsilon)
            : inSphere(own, clean.length);
    for (int p = 0; p < point.length; p++) {
      point[p] += clean[p];
    }
    return projected(point, clean);
  }

  /** A point a thousandth of standard normal noise from an image. */
  public float[] near(float[] clean, Key own) {
    float[] point = own.normal(clean.length);
    for (int p = 0; p < point.length; p++) {
      point[p] = point[p] * (float) NEAR + clean[p];
    }
    return projected(point, clean);
  }

  /** A random point at the full radius, in the largest coordinate or in length. */
  public float[] onBorder(float[] clean, Key own) {
    return at(epsilon, clean, own);
  }

  /** A random point at half of the radius. */
  public float[] halfway(float[] clean, Key own) {
    return at(epsilon / 2, clean, own);
  }

  private float[] at(double radius, float[] clean, Key own) {
    float[] point = norm == Norm.LINF ? own.uniform(clean.length, -1, 1) : own.normal(clean.length);
    double scale = radius / Math.max(1e-12, size(point, new float[point.length]));
    for (int p = 0; p < point.length; p++) {
      point[p] = (float) (clean[p] + scale * point[p]);
    }
    return projected(point, clean);
  }

  /** A uniformly drawn direction, at a uniformly drawn fraction of epsilon. */
  private float[] inSphere(Key key, int size) {
    float[] direction = key.child("direction").normal(size);
    double length = 0;
    for (float x : direction) {
      length += (double) x * x;
    }
    double radius = epsilon * key.child("radius").stream().nextDouble() / Math.sqrt(length);
    for (int i = 0; i < size; i++) {
      direction[i] *= (float) radius;
    }
    return direction;
  }

  /** A point moved along a gradient by the steepest step of a length, and back into the ball. */
  public float[] step(float[] point, float[] gradient, double length, float[] clean) {
    return projected(moved(point, gradient, length), clean);
  }

  /**
   * A point moved along a gradient by the steepest step of a length, out of the ball if need be.
   */
  public float[] moved(float[] point, float[] gradient, double length) {
    float[] moved = new float[point.length];
    if (norm == Norm.LINF) {
      float by = (float) length;
      for (int p = 0; p < moved.length; p++) {
        // not signum, whose branch goes either way half of the time: any slope but 0 is made
        // longer than the step and cut; 0 and no number stay
        float steep = gradient[p] * HUGE * HUGE;
        moved[p] = point[p] + Math.min(Math.max(steep, -by), by);
      }
    } else {
      // no floor below the gradient's length: where a network is sure of itself the slope of
      // cross-entropy is tiny, and it still points the way
      double steep = Vectors.length(gradient);
      double by = steep > 0 ? length / steep : 0;
      for (int p = 0; p < moved.length; p++) {
        moved[p] = (float) (point[p] + by * gradient[p]);
      }
    }
    return moved;
  }

  /** The point itself, changed: moved back into the ball and the pixel range. */
  public float[] projected(float[] point, float[] clean) {
    if (norm == Norm.LINF) {
      float reach = (float) epsilon;
      for (int p = 0; p < point.length; p++) {
        float low = Math.max(clean[p] - reach, 0);
        float high = Math.min(clean[p] + reach, 1);
        point[p] = Math.min(Math.max(point[p], low), high);
      }
      return point;
    }
    double size = size(point, clean);
    float scale = (float) Math.min(1, epsilon / (size + 1e-12));
    for (int p = 0; p < point.length; p++) {
      float inside = scale < 1 ? clean[p] + scale * (point[p] - clean[p]) : point[p];
      point[p] = Math.min(Math.max(inside, 0), 1);
    }
    return point;
  }

  /** How far a point is from the image, in this norm. */
  public double size(float[] point, float[] clean) {
    double size = 0;
    for (int p = 0; p < point.length; p++) {
      double move = (double) point[p] - clean[p];
      size = norm == Norm.LINF ? Math.max(size, Math.abs(move)) : size + move * move;
    }
    return norm == Norm.LINF ? size : Math.sqrt(size);
  }

  /** Whether a point is inside, up to the rounding of floats. */
  public boolean holds(float[] point, float[] clean) {
    if (norm == Norm.L2) {
      return size(point, clean) <= epsilon * (1 + ROUNDING) + ROUNDING;
    }
    float reach = (float) epsilon;
    for (int p = 0; p < point.length; p++) {
      if (!(point[p] >= clean[p] - reach && point[p] <= clean[p] + reach)) {
        return false;
      }
    }
    return true;
  }
}
