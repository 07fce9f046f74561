package org.tombola.network;

/**
 * Images sent through a network.
 *
 * @param forward images sent forward
 * @param inputGradient images whose input gradient was taken
 * @param parameterGradient images whose parameter gradient was taken
 */
public record Passes(long forward, long inputGradient, long parameterGradient) {
  /** No pass. */
  public static final Passes NONE = new Passes(0, 0, 0);

  /** Both together. */
  public Passes plus(Passes other) {
    return new Passes(
        forward + other.forward,
        inputGradient + other.inputGradient,
        parameterGradient + other.parameterGradient);
  }

  /** The same for a number of images. */
  public Passes times(long images) {
    return new Passes(forward * images, inputGradient * images, parameterGradient * images);
  }

  /** All kinds together. */
  public long total() {
    return forward + inputGradient + parameterGradient;
  }

  /** What came since an earlier count. */
  public Passes minus(Passes earlier) {
    return new Passes(
        forward - earlier.forward,
        inputGradient - earlier.inputGradient,
        parameterGradient - earlier.parameterGradient);
  }
}
