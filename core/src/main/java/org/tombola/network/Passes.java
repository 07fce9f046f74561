package org.tombola.network;

/**
 * Images sent through a network. Sums and products that no long holds stay at the largest one.
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
        sum(forward, other.forward),
        sum(inputGradient, other.inputGradient),
        sum(parameterGradient, other.parameterGradient));
  }

  /** The same for a number of images. */
  public Passes times(long images) {
    return new Passes(
        product(forward, images),
        product(inputGradient, images),
        product(parameterGradient, images));
  }

  /** All kinds together. */
  public long total() {
    return sum(sum(forward, inputGradient), parameterGradient);
  }

  /** What came since an earlier count. */
  public Passes minus(Passes earlier) {
    return new Passes(
        forward - earlier.forward,
        inputGradient - earlier.inputGradient,
        parameterGradient - earlier.parameterGradient);
  }

  private static long sum(long a, long b) {
    long sum = a + b;
    return a > 0 && b > 0 && sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static long product(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }
}
