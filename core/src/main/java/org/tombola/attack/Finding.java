package org.tombola.attack;

import org.jspecify.annotations.Nullable;

/**
 * What became of an image in a round.
 *
 * @param broken whether it was misclassified at a point inside the threat model
 * @param predicted class there, or where the search left the image
 * @param margin logit of the label minus the strongest other one, there
 * @param loss cross-entropy there
 * @param point where: pixels [channels, height, width] flat; null where the search left it as it is
 * @param size how far the point is from the image, in the threat model's norm
 * @param low smallest pixel of the point
 * @param high largest pixel of the point
 * @param flat whether the first gradient asked for was zero everywhere, or no number
 */
public record Finding(
    boolean broken,
    int predicted,
    double margin,
    double loss,
    float @Nullable [] point,
    double size,
    float low,
    float high,
    boolean flat) {

  /**
   * This finding beside that of the rounds before: what broke the image, else where its
   * cross-entropy was highest.
   */
  public Finding over(@Nullable Finding before) {
    return before == null || before.point == null || broken || loss > before.loss ? this : before;
  }
}
