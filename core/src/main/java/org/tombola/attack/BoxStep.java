package org.tombola.attack;

import org.tombola.threat.Norm;

/**
 * The smallest step from a point of the unit box onto a hyperplane w . u = b that stays in the box
 * (Croce and Hein 2020, arXiv 1907.02044, section 3.1). Where the box does not reach the plane it
 * is the step that comes nearest.
 */
final class BoxStep {
  private BoxStep() {}

  /**
   * The step, in the points' shape.
   *
   * @param norm its size is measured in
   * @param point in [0,1]
   * @param normal w
   * @param offset b
   */
  static float[] onto(Norm norm, float[] point, float[] normal, double offset) {
    double apart = -offset;
    for (int i = 0; i < point.length; i++) {
      apart += (double) normal[i] * point[i];
    }
    // the step goes down along w where the point is above the plane, up where it is below
    int down = apart >= 0 ? 1 : -1;
    double c = Math.abs(apart);
    double multiplier = multiplier(norm, point, normal, down, c);
    float[] step = new float[point.length];
    for (int i = 0; i < step.length; i++) {
      double weight = Math.abs(normal[i]);
      if (weight > 0) {
        double length =
            Math.min(
                multiplier * (norm == Norm.LINF ? 1 : weight), room(point[i], normal[i] * down));
        step[i] = (float) (-down * Math.signum(normal[i]) * length);
      }
    }
    return step;
  }

  /**
   * Solves sum |w| min(m s, room) = c for m, with s = 1 or |w| by the norm: increasing and concave
   * in m and piecewise linear, so Newton's steps from below never pass the root and end on its
   * piece.
   */
  private static double multiplier(Norm norm, float[] point, float[] normal, int down, double c) {
    double m = 0;
    while (true) {
      double reached = 0;
      double slope = 0;
      for (int i = 0; i < point.length; i++) {
        double weight = Math.abs(normal[i]);
        double pace = norm == Norm.LINF ? 1 : weight;
        double room = room(point[i], normal[i] * down);
        if (m * pace < room) {
          reached += weight * m * pace;
          slope += weight * pace;
        } else {
          reached += weight * room;
        }
      }
      if (slope == 0) {
        return m; // no room is left
      }
      double next = m + (c - reached) / slope;
      // written so that a number that is none ends it
      if (!(next > m * (1 + 1e-9))) {
        return m;
      }
      m = next;
    }
  }

  /** How far a pixel can go against a weight's sign. */
  private static double room(float pixel, float weight) {
    return weight > 0 ? pixel : 1 - (double) pixel;
  }
}
