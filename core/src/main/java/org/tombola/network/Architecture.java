package org.tombola.network;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/** A family of networks, each written as a DL4J configuration. */
public sealed interface Architecture
    permits Mlp, LeNet, SmallCnn, Vgg16, ResNet18, PreActResNet18, WideResNet, Dl4jJson {

  /**
   * The DL4J configuration of this network: first layer "normalise", last layer "output", weights
   * not yet drawn.
   *
   * @param images what it reads, NCHW
   * @param normalisation its first layer
   * @param classes logits it gives
   * @throws IllegalArgumentException if it cannot read such images
   */
  ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes);

  /**
   * Checks, without drawing weights, that this network can read such images; returns how large it
   * is then.
   *
   * @throws IllegalArgumentException if it cannot, or is larger than any; with the reason
   */
  default Footprint check(ImageShape images, Normalisation normalisation, int classes) {
    return Footprint.of(this, images, normalisation, classes);
  }

  /**
   * The same network with all its layers narrower: equal layers by equal names, sums of equal
   * channels where this one has them.
   *
   * @param divisor of the width
   * @return empty where it has no width, or none that divides so
   */
  default Optional<Architecture> narrower(int divisor) {
    return Optional.empty();
  }
}
