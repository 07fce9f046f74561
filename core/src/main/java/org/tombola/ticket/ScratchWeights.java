package org.tombola.ticket;

import org.tombola.mask.Mask;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.train.Scores;

/**
 * How weights are drawn that are never trained (Fu et al. 2021, arXiv 2110.14068, released code;
 * standard deviations for ReLU, by the fan-in).
 *
 * <p>Draws hang off the layer's name and nothing else, so that tickets of all sparsities share one
 * set of weights; signs, uniform and normal draws of one key are drawn from one stream.
 */
public enum ScratchWeights {
  /** sqrt(2/fan-in), with a drawn sign. */
  SIGNED_KAIMING_CONSTANT,
  /** Normal, standard deviation sqrt(2/fan-in). */
  KAIMING_NORMAL,
  /** Uniform, with the same standard deviation. */
  KAIMING_UNIFORM,
  /** Normal, variance 2/(fan-in + fan-out). */
  XAVIER_NORMAL;

  /**
   * Weights of a layer.
   *
   * @param density the fan-in is multiplied by: 1, or the share of weights kept
   * @param key of the layer
   */
  float[] draw(Slice slice, double density, Key key) {
    int n = slice.length();
    double deviation = Math.sqrt(2 / (slice.fanIn() * density));
    return switch (this) {
      case SIGNED_KAIMING_CONSTANT -> {
        float[] signs = key.uniform(n, -1, 1);
        for (int i = 0; i < n; i++) {
          signs[i] = (float) (signs[i] < 0 ? -deviation : deviation);
        }
        yield signs;
      }
      case KAIMING_NORMAL -> times(key.normal(n), deviation);
      case KAIMING_UNIFORM -> times(key.uniform(n, -1, 1), Math.sqrt(3) * deviation);
      case XAVIER_NORMAL ->
          times(key.normal(n), Math.sqrt(2 / ((slice.fanIn() + fanOut(slice)) * density)));
    };
  }

  /** Outputs one input has a weight to, strides not considered. */
  private static double fanOut(Slice slice) {
    return slice.convolution()
        ? (double) slice.length() / slice.shape().get(1)
        : slice.shape().get(1);
  }

  private static float[] times(float[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (factor * values[i]);
    }
    return values;
  }

  /** A network's initial parameters with all prunable weights drawn anew. */
  float[] parameters(Network network, double density, Key key) {
    float[] parameters = network.parameters();
    for (Slice slice : network.layout().prunable()) {
      float[] drawn = draw(slice, density, key.child(slice.name()));
      System.arraycopy(drawn, 0, parameters, slice.offset(), slice.length());
    }
    return parameters;
  }

  /** The ticket of first scores over weights that are drawn once for all sparsities. */
  Ticket ticket(Scores scores, double density, Drawing drawing) {
    Key key = drawing.key();
    Mask mask =
        scores.mask(drawing.network().layout(), scores.first(drawing.network().layout(), key));
    return new Ticket(mask, parameters(drawing.network(), density, key.child("weights")));
  }
}
