package org.tombola.network;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.tombola.method.Card;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * LeNet-5 as it is trained today (LeCun et al. 1998, Gradient-Based Learning Applied to Document
 * Recognition, section II-B).
 *
 * <p>5x5 convolution to 6 maps, 2x2 max pooling, 5x5 to 16, 2x2 max pooling, dense 120, dense 84,
 * classifier; everything with bias, ReLU after each convolution and dense layer. 28x28 images are
 * padded by 2 in the first convolution, so that like 32x32 ones they leave 5x5 maps; 64x64 ones
 * leave 13x13, which makes the first dense layer seven times as large; other sizes are refused.
 * 61,470 prunable weights for grey images and 10 classes.
 *
 * <p>The paper has average pooling with weights, tanh and a partial second convolution.
 */
@Card("LeNet-5 with ReLU and max pooling (LeCun et al. 1998)")
public record LeNet() implements Architecture {
  @Override
  public ComputationGraphConfiguration configuration(
      ImageShape images, Normalisation normalisation, int classes) {
    Blueprint net = new Blueprint(images, normalisation, classes);
    String last = net.biasedConvolution("conv1", Blueprint.NORMALISE, 6, 5, padding(images));
    last = net.maxPool("pool1", net.relu("relu1", last));
    last = net.biasedConvolution("conv2", last, 16, 5, 0);
    last = net.maxPool("pool2", net.relu("relu2", last));
    last = net.relu("relu3", net.dense("dense1", last, 120));
    last = net.relu("relu4", net.dense("dense2", last, 84));
    return net.output(last);
  }

  private static int padding(ImageShape images) {
    if (images.height() == images.width()) {
      if (images.height() == 28) {
        return 2;
      } else if (images.height() == 32 || images.height() == 64) {
        return 0;
      }
    }
    throw new IllegalArgumentException(
        "LeNet reads images of 28x28, 32x32 or 64x64 pixels, not %dx%d"
            .formatted(images.height(), images.width()));
  }
}
