package org.tombola.network;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
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
      throw new IllegalArgumentException(
          "depth must be 6n + 4 with n at least 1 (10, 16, 22, 28, 34), not " + depth);
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
    Blueprint net = new Blueprint(images, normalisation, classes);
    int maps = 16;
    String last = convolution(net, "stem/conv", Blueprint.NORMALISE, maps, 3, 1);
    for (int stage = 1; stage <= 3; stage++) {
      int out = (16 * width) << (stage - 1);
      for (int block = 1; block <= (depth - 4) / 6; block++) {
        int stride = stage > 1 && block == 1 ? 2 : 1;
        String prefix = "stage" + stage + "/block" + block + "/";
        // at width 1 the first stage keeps its 16 maps, and with them the plain shortcut
        last = block(net, prefix, last, out, stride, maps != out);
        maps = out;
      }
    }
    return net.output(net.globalPool("pool", net.batchNormRelu("head/", last)));
  }

  private static String block(
      Blueprint net, String prefix, String input, int out, int stride, boolean reshapes) {
    String active = net.relu(prefix + "relu1", net.batchNorm(prefix + "bn1", input));
    String shortcut =
        reshapes ? convolution(net, prefix + "shortcut", active, out, 1, stride) : input;
    String branch = convolution(net, prefix + "conv1", active, out, 3, stride);
    branch = net.relu(prefix + "relu2", net.batchNorm(prefix + "bn2", branch));
    branch = convolution(net, prefix + "conv2", branch, out, 3, 1);
    return net.sum(prefix + "sum", branch, shortcut);
  }

  private static String convolution(
      Blueprint net, String name, String from, int out, int size, int stride) {
    double fanOut = (double) out * size * size;
    IWeightInit kaiming =
        new WeightInitDistribution(new NormalDistribution(0, Math.sqrt(2 / fanOut)));
    return net.convolution(name, from, out, size, stride, kaiming);
  }
}
