package org.tombola.network;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * The post-activation residual network in its small-image form (He et al. 2016, arXiv 1512.03385,
 * section 4.2; the network of Robust Scratch Tickets, arXiv 2110.14068).
 *
 * <p>3x3 stem with BN-ReLU at stride 1, four stages of two blocks at w, 2w, 4w, 8w maps and strides
 * 1, 2, 2, 2, global average pooling and a linear classifier with bias. A block is
 * conv-BN-ReLU-conv-BN, plus its shortcut, then ReLU; where shapes change the shortcut is a 1x1
 * convolution with batch normalisation. Convolutions have no bias. 11,164,352 prunable weights for
 * 10 classes.
 *
 * <p>Scratch tickets are published with a bias-free 1x1 convolution as classifier and batch
 * normalisation without scale and shift; this network has neither.
 *
 * @param width maps of the stem and the first stage, w; the papers' is 64
 */
@Card("post-activation ResNet-18 for small images (He et al. 2016)")
public record ResNet18(int width) implements Architecture {
  /** Width 64. */
  public ResNet18() {
    this(64);
  }

  /** Checks the width. */
  public ResNet18 {
    Blueprint.requireWidth("width", width);
  }

  @Override
  public Optional<Architecture> narrower(int divisor) {
    return width % divisor == 0 ? Optional.of(new ResNet18(width / divisor)) : Optional.empty();
  }

  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    Blueprint.requireSide("ResNet18", images, 8, "it halves them three times");
    Blueprint net = new Blueprint(images, normalisation, classes);
    String stem = net.convolution("stem/conv", Blueprint.NORMALISE, width, 3, 1);
    stem = net.batchNormRelu("stem/", stem);
    String last = ResidualStages.add(net, stem, width, width, 4, 2, ResNet18::block);
    return net.output(net.globalPool("pool", last));
  }

  private static String block(
      Blueprint net, String prefix, String input, int out, int stride, boolean reshapes) {
    String branch = net.convolution(prefix + "conv1", input, out, 3, stride);
    branch = net.relu(prefix + "relu1", net.batchNorm(prefix + "bn1", branch));
    branch = net.convolution(prefix + "conv2", branch, out, 3, 1);
    branch = net.batchNorm(prefix + "bn2", branch);
    String shortcut = input;
    if (reshapes) {
      shortcut = net.convolution(prefix + "shortcut/conv", input, out, 1, stride);
      shortcut = net.batchNorm(prefix + "shortcut/bn", shortcut);
    }
    return net.relu(prefix + "relu2", net.sum(prefix + "sum", branch, shortcut));
  }
}
