package org.tombola.measure;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;
import org.tombola.network.Network;

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
   * @param images [n, channels, height, width]
   * @return [n, classes], row by row
   */
  double[] logits(INDArray parameters, INDArray images);

  /**
   * The gradient of sum(cotangent x logits) by the parameters, the cotangent held fixed: a raw sum
   * over the images.
   *
   * @param parameters flat; left as they are
   * @param images [n, channels, height, width]
   * @return flat, a new array, which the caller closes
   */
  INDArray gradient(INDArray parameters, INDArray images, Cotangent cotangent);

  /** Euclidean length of the parameters that are trained. */
  double length(INDArray parameters);

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
