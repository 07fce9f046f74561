package org.tombola.network;

import java.util.Locale;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * How large a network is, told from its configuration alone.
 *
 * @param weights all its parameters, running statistics included
 * @param activations numbers for one image: itself and all that its layers give
 */
public record Footprint(long weights, long activations) {
  /** All parameters are one array. */
  private static final long MOST = Integer.MAX_VALUE;

  /**
   * That of an architecture; no weights are made.
   *
   * @throws IllegalArgumentException if it cannot read such images, or has more weights than one
   *     array holds
   */
  public static Footprint of(
      Architecture architecture, ImageShape images, Normalisation normalisation, int classes) {
    return of(architecture.configuration(images, normalisation, classes), images);
  }

  static Footprint of(ComputationGraphConfiguration configuration, ImageShape images) {
    InputType input = InputType.convolutional(images.height(), images.width(), images.channels());
    long activations =
        Dl4jGraph.told(
            () ->
                // asked for its types it takes what each layer reads from them: a copy is asked
                configuration.clone().getLayerActivationTypes(input).values().stream()
                    .mapToLong(InputType::arrayElementsPerExample)
                    .sum());
    double weights =
        Dl4jGraph.told(
            () ->
                configuration.getVertices().values().stream()
                    .mapToDouble(vertex -> vertex.numParams(true))
                    .sum());
    if (weights > MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "it has %,.0f weights, and one array holds at most %,d", weights, MOST));
    }
    return new Footprint((long) weights, activations);
  }
}
