package org.tombola.network;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * Three convolutions and a classifier, for small images and two cores. No paper's network: a
 * stand-in that trains robustly on 1,000 Fashion-MNIST images within a minute.
 *
 * <p>Layers, with w the width: 3x3 convolution to w at stride 2; 3x3 to 2w at stride 1; 3x3 to 4w
 * at stride 2 (all padding 1, without bias, each followed by batch normalisation and ReLU); the
 * flattened maps; linear with bias. At width 16 and 28x28x1 one image costs 1.87 million
 * multiply-accumulates, and 10 classes make 54,544 prunable weights, 31,360 of them the
 * classifier's. The maps are flattened, not averaged: averaged, so narrow a network underfits
 * adversarial training and has no overfitting to show.
 *
 * <p>Misleads where capacity matters: at 0.95 sparsity it keeps about 2,700 weights, so sparsity
 * hurts earlier than in the papers' networks; and a ticket's layer densities are mostly a question
 * of how it treats the classifier.
 *
 * @param width maps of the first convolution
 */
@Card("three convolutions with batch normalisation, for quick sweeps on small images")
public record SmallCnn(int width) implements Architecture {
  /** Width 16. */
  public SmallCnn() {
    this(16);
  }

  /** Checks the width. */
  public SmallCnn {
    Blueprint.requireWidth("width", width);
  }

  @Override
  public Optional<Architecture> narrower(int divisor) {
    return width % divisor == 0 ? Optional.of(new SmallCnn(width / divisor)) : Optional.empty();
  }

  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    Blueprint.requireSide("SmallCnn", images, 4, "it halves them twice");
    Blueprint net = new Blueprint(images, normalisation, classes);
    String last = Blueprint.NORMALISE;
    for (int stage = 1; stage <= 3; stage++) {
      String prefix = "stage" + stage + "/";
      last = net.convolution(prefix + "conv", last, width << (stage - 1), 3, stage == 2 ? 1 : 2);
      last = net.batchNormRelu(prefix, last);
    }
    return net.output(last);
  }
}
