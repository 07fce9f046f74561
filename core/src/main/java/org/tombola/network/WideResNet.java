package org.tombola.network;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * The wide residual network (Zagoruyko and Komodakis 2016, arXiv 1605.07146, section 2), as
 * adversarial training uses it (Madry et al. 2018; TRADES, arXiv 1901.08573, section 5).
 *
 * <p>3x3 stem to 16 maps, three stages of (depth - 4) / 6 pre-activation blocks at 16k, 32k, 64k
 * maps and strides 1, 2, 2, then BN-ReLU, global average pooling and a linear classifier with bias.
 * Where shapes change the shortcut is a bare 1x1 convolution of the block's first BN-ReLU.
 * Convolutions have no bias and start normal with deviation sqrt(2 / fan-out) (Kaiming), the
 * classifier as everywhere. No dropout. WRN-34-10: 46.1 million prunable weights for 10 classes.
 *
 * <p>The references pool over a fixed 8x8, which at 32x32 is the same as this global pooling.
 *
 * @param depth layers, 6n + 4
 * @param width the widening factor k
 */
@Card("wide residual network WRN-depth-width (Zagoruyko and Komodakis 2016)")
public record WideResNet(int depth, int width) implements Architecture {
  /** WRN-34-10. */
  public WideResNet() {
    this(34, 10);
  }

  /** Checks depth and width. */
  public WideResNet {
    if (depth < 10 || depth % 6 != 4) {
      throw new Refusal(
          "depth", "must be 6n + 4 with n at least 1 (10, 16, 22, 28, 34), not " + depth);
    }
    AtLeast.most("depth", depth, 1000);
    Blueprint.requireWidth("width", width);
  }

  @Override
  public Optional<Architecture> narrower(int divisor) {
    // at width 1 the first shortcut is no convolution: another graph
    return width % divisor == 0 && (width / divisor > 1 || divisor == 1)
        ? Optional.of(new WideResNet(depth, width / divisor))
        : Optional.empty();
  }

  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    Blueprint.requireSide("WideResNet", images, 4, "it halves them twice");
    Blueprint net = new Blueprint(images, normalisation, classes).kaiming();
    String stem = net.convolution("stem/conv", Blueprint.NORMALISE, 16, 3, 1);
    // at width 1 the first stage keeps its 16 maps, and with them the plain shortcut
    String last =
        ResidualStages.add(
            net, stem, 16, 16 * width, 3, (depth - 4) / 6, ResidualStages::preActivated);
    return net.output(net.globalPool("pool", net.batchNormRelu("head/", last)));
  }
}
