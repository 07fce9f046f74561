package org.tombola.measure;

import java.util.Arrays;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.tensor.Images;

/**
 * Logits as a function of parameters and images, with the gradient of any weighting of them: all
 * that tangent kernels need.
 *
 * <p>Parameters are an argument, so that nothing has to be restored and one network serves several
 * sets of them.
 */
public interface Differentiable {

  /** Weights on logits, which may depend on them. */
  @FunctionalInterface
  interface Cotangent {
    /**
     * The weights of some of the logits.
     *
     * @param first place of the first of them among those of all images
     * @param logits of some images, row by row
     * @return as many numbers
     */
    double[] at(int first, double[] logits);

    /** Weights that are given: those of all images, row by row. */
    static Cotangent of(double[] weights) {
      return (first, logits) -> Arrays.copyOfRange(weights, first, first + logits.length);
    }
  }

  /** Logits an image. */
  int classes();

  /**
   * The logits.
   *
   * @param parameters flat; left as they are
   * @return [n, classes], row by row
   */
  double[] logits(double[] parameters, Images images);

  /**
   * The gradient of sum(cotangent x logits) by the parameters, the cotangent held fixed: a raw sum
   * over the images.
   *
   * @param parameters flat; left as they are
   * @return flat
   */
  double[] gradient(double[] parameters, Images images, Cotangent cotangent);

  /** Euclidean length of the parameters that are trained. */
  double length(double[] parameters);

  /**
   * Step of differences along a direction, as a share of the parameters' length: 1e-3 suits single
   * precision.
   */
  default double relativeStep() {
    return 1e-3;
  }

  /**
   * A network.
   *
   * @param network whose parameters are overwritten, and whose passes are counted
   * @param mode of batch normalisation: EVAL for kernels; in BATCH the images of a pass see each
   *     other, which only a loss of them all may
   * @param classes logits it gives
   * @param batch images a pass at most
   */
  static Differentiable of(Network network, Mode mode, int classes, int batch) {
    return new NetworkFunction(network, mode, classes, batch);
  }
}
