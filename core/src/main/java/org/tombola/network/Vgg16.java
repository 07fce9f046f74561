package org.tombola.network;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/** Stand-in until it lands. */
public record Vgg16() implements Architecture {
  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    throw new UnsupportedOperationException();
  }
}
