package org.tombola.attack;

import org.jspecify.annotations.Nullable;

/**
 * An attack on one image: it asks for a look at a point, is told what is there, and goes on until
 * it has nothing more to try or the image is broken. Batches are none of its business.
 *
 * <p>Arrays it has handed over are changed by nobody but the {@link AttackLoop}.
 */
public interface Search {

  /**
   * Where to look.
   *
   * @param point the loop moves it into the ball and the pixel range, in place, before it looks
   * @param gradient whether the gradient is wanted too
   * @param on another network to look on than the one attacked; null for that one
   */
  record Question(float[] point, boolean gradient, @Nullable Twin on) {
    /** On the network attacked. */
    Question(float[] point, boolean gradient) {
      this(point, gradient, null);
    }
  }

  /**
   * What is there.
   *
   * @param loss the goal's value
   * @param right whether the network asked has the image right there
   * @param gradient of the goal by the point; empty where it was not wanted
   */
  record Answer(double loss, boolean right, float[] gradient) {}

  /** The next look. */
  Question next();

  /** Takes in what is there; whether to go on. */
  boolean told(Answer answer);

  /**
   * Where it would leave the image now, if that stands: an array it asked about and was told of;
   * null where it leaves it as it is.
   */
  float @Nullable [] left();
}
