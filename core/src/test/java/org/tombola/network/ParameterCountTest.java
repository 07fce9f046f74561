package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.tensor.ImageShape;

/** Published sizes: a wrong stride passes this, a wrong width, bias or shortcut does not. */
class ParameterCountTest {
  private static final ImageShape GREY_28 = new ImageShape(1, 28, 28);
  private static final ImageShape COLOUR_32 = new ImageShape(3, 32, 32);
  private static final ImageShape COLOUR_64 = new ImageShape(3, 64, 64);

  static Stream<Arguments> published() {
    return Stream.of(
        // prunable weights, then with biases and batch normalisation's scale and shift
        arguments(new PreActResNet18(), COLOUR_32, 10, 11_164_352, 11_172_170),
        arguments(new PreActResNet18(), COLOUR_32, 100, 11_210_432, 11_218_340),
        arguments(new PreActResNet18(), COLOUR_64, 200, 11_261_632, 11_269_640),
        arguments(new ResNet18(), COLOUR_32, 10, 11_164_352, 11_173_962),
        arguments(new Vgg16(), COLOUR_32, 10, 14_715_584, 14_728_266),
        arguments(new WideResNet(), COLOUR_32, 10, 46_138_032, 46_160_474),
        arguments(new LeNet(), GREY_28, 10, 61_470, 61_706),
        arguments(new LeNet(), COLOUR_32, 10, 61_770, 62_006),
        arguments(new Mlp(), GREY_28, 10, 266_200, 266_610),
        arguments(new SmallCnn(), GREY_28, 10, 54_544, 54_778));
  }

  @ParameterizedTest
  @MethodSource("published")
  void isAsPublished(
      Architecture architecture, ImageShape images, int classes, long prunable, long trained) {
    ComputationGraphConfiguration configuration =
        architecture.configuration(images, ArchitectureTest.normalisation(images), classes);
    assertThat(
            ArchitectureTest.feedForward(configuration)
                .mapToLong(ParameterCountTest::weights)
                .sum())
        .isEqualTo(prunable);
    assertThat(
            ArchitectureTest.feedForward(configuration)
                .mapToLong(layer -> weights(layer) + rest(layer))
                .sum())
        .isEqualTo(trained);
  }

  private static long weights(FeedForwardLayer layer) {
    if (layer instanceof BatchNormalization) {
      return 0;
    }
    long weights = layer.getNIn() * layer.getNOut();
    return layer instanceof ConvolutionLayer convolution
        ? weights * convolution.getKernelSize()[0] * convolution.getKernelSize()[1]
        : weights;
  }

  private static long rest(FeedForwardLayer layer) {
    if (layer instanceof BatchNormalization) {
      return 2 * layer.getNOut();
    }
    boolean bias = !(layer instanceof ConvolutionLayer convolution) || convolution.hasBias();
    return bias ? layer.getNOut() : 0;
  }
}
