package org.tombola.network;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * VGG-16 with batch normalisation in its small-image form (Simonyan and Zisserman 2015, arXiv
 * 1409.1556, table 1, column D; the "VGG-16" of Sparsity Winning Twice, section 4).
 *
 * <p>Thirteen 3x3 convolutions with bias, each followed by batch normalisation and ReLU, in groups
 * of 2, 2, 3, 3, 3 at w, 2w, 4w, 8w, 8w maps; 2x2 max pooling after each group (but not after the
 * fifth where images are smaller than 32x32); global average pooling (nothing left to average at
 * 32x32) and one linear classifier with bias instead of the paper's three. 14,715,584 prunable
 * weights for 10 classes.
 *
 * @param width maps of the first group, w; the paper's is 64
 */
@Card("VGG-16 with batch normalisation and one linear layer (Simonyan and Zisserman 2015)")
public record Vgg16(int width) implements Architecture {
  private static final List<Integer> CONVOLUTIONS = List.of(2, 2, 3, 3, 3);
  private static final List<Integer> WIDENING = List.of(1, 2, 4, 8, 8);

  /** Width 64. */
  public Vgg16() {
    this(64);
  }

  /** Checks the width. */
  public Vgg16 {
    Blueprint.requireWidth("width", width);
  }

  @Override
  public Optional<Architecture> narrower(int divisor) {
    return width % divisor == 0 ? Optional.of(new Vgg16(width / divisor)) : Optional.empty();
  }

  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    Blueprint.requireSide("Vgg16", images, 16, "it halves them at least four times");
    Blueprint net = new Blueprint(images, normalisation, classes);
    String last = Blueprint.NORMALISE;
    for (int group = 1; group <= CONVOLUTIONS.size(); group++) {
      int out = width * WIDENING.get(group - 1);
      for (int i = 1; i <= CONVOLUTIONS.get(group - 1); i++) {
        String prefix = "group" + group + "/";
        last = net.biasedConvolution(prefix + "conv" + i, last, out, 3, 1);
        last = net.relu(prefix + "relu" + i, net.batchNorm(prefix + "bn" + i, last));
      }
      // 28x28 images are down to one pixel after four
      if (images.height() >> group > 0 && images.width() >> group > 0) {
        last = net.maxPool("group" + group + "/pool", last);
      }
    }
    return net.output(net.globalPool("pool", last));
  }
}
