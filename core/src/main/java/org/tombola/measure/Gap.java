package org.tombola.measure;

/** How much robustness is lost between images, and between epochs. */
public final class Gap {
  private Gap() {}

  /**
   * Robust generalization gap: robust accuracy on training images minus that on test images, a
   * fraction.
   */
  public static double generalization(Counts train, Counts test) {
    return train.robustAccuracy() - test.robustAccuracy();
  }

  /**
   * Robust overfitting: test robust accuracy of the best checkpoint minus that of the final one, a
   * fraction (Rice et al. 2020, arXiv 2002.11569).
   */
  public static double overfitting(Counts best, Counts last) {
    return best.robustAccuracy() - last.robustAccuracy();
  }
}
