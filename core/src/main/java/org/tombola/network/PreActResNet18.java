package org.tombola.network;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * The pre-activation residual network of robust-overfitting studies (He et al. 2016, Identity
 * Mappings, arXiv 1603.05027; the "ResNet-18" of Sparsity Winning Twice, section 4).
 *
 * <p>3x3 stem at stride 1, four stages of two blocks at w, 2w, 4w, 8w maps and strides 1, 2, 2, 2,
 * then batch normalisation, ReLU, global average pooling and a linear classifier with bias. A block
 * is BN-ReLU-conv-BN-ReLU-conv; where shapes change its shortcut is a bare 1x1 convolution of the
 * block's first BN-ReLU, elsewhere the block's input itself. Convolutions have no bias. 11,164,352
 * prunable weights for 10 classes.
 *
 * @param width maps of the stem and the first stage, w; the papers' is 64
 */
@Card("pre-activation ResNet-18 for small images (He et al. 2016)")
public record PreActResNet18(int width) implements Architecture {
  /** Width 64. */
  public PreActResNet18() {
    this(64);
  }

  /** Checks the width. */
  public PreActResNet18 {
    Blueprint.requireWidth("width", width);
  }

  @Override
  public Optional<Architecture> narrower(int divisor) {
    return width % divisor == 0
        ? Optional.of(new PreActResNet18(width / divisor))
        : Optional.empty();
  }

  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    Blueprint.requireSide("PreActResNet18", images, 8, "it halves them three times");
    Blueprint net = new Blueprint(images, normalisation, classes);
    String stem = net.convolution("stem/conv", Blueprint.NORMALISE, width, 3, 1);
    String last = ResidualStages.add(net, stem, width, width, 4, 2, ResidualStages::preActivated);
    return net.output(net.globalPool("pool", net.batchNormRelu("head/", last)));
  }
}
