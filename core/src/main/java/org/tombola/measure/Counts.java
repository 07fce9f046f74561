package org.tombola.measure;

/**
 * Right answers among some images.
 *
 * @param images looked at
 * @param standard right on the images as they are
 * @param robust right on the images as attacked
 * @param standardLoss mean cross-entropy on the images as they are
 * @param robustLoss mean cross-entropy where the attack left each image: at the point that broke
 *     it, else at the last one; an image wrong as it is was not attacked
 */
public record Counts(int images, int standard, int robust, double standardLoss, double robustLoss) {
  /** Fraction right on the images as they are. */
  public double standardAccuracy() {
    return (double) standard / images;
  }

  /** Whether both losses are finite: else the network gave logits that are no finite numbers. */
  public boolean finite() {
    return Double.isFinite(standardLoss) && Double.isFinite(robustLoss);
  }

  /** Fraction right on the images as attacked. */
  public double robustAccuracy() {
    return (double) robust / images;
  }
}
