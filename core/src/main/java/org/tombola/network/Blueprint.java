package org.tombola.network;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.deeplearning4j.nn.weights.WeightInitUniform;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.tombola.method.AtLeast;
import org.tombola.method.Refusal;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * A DL4J configuration in the making: the few layers the shipped architectures are written with.
 *
 * <p>Every method adds one vertex and returns its name, to be named as the next one's source.
 * Weights start uniform in +-1/sqrt(fan-in), the default of the frameworks the references were
 * written in, unless a layer says otherwise; biases start at 0, there as the weights do. Shapes are
 * NCHW, nIn is inferred by DL4J. Activations are vertices of their own, so a layer's output is
 * always its pre-activation.
 */
final class Blueprint {
  /** The only network input. */
  static final String IMAGES = "images";

  /** The first layer: input normalisation. */
  static final String NORMALISE = "normalise";

  /** The last layer: logits, then softmax and cross-entropy. */
  static final String OUTPUT = "output";

  /** Wide enough for any network, and sixteen times as much is still a count of channels. */
  private static final int MOST = 65_536;

  private static final double MOVING_AVERAGE_DECAY = 0.9;
  private static final double BATCH_NORM_EPS = 1e-5;
  private static final List<String> BATCH_NORM_PARAMETERS =
      List.of(
          BatchNormalizationParamInitializer.GAMMA,
          BatchNormalizationParamInitializer.BETA,
          BatchNormalizationParamInitializer.GLOBAL_MEAN,
          BatchNormalizationParamInitializer.GLOBAL_VAR);

  private final GraphBuilder graph;
  private final int classes;
  private boolean kaiming;

  Blueprint(ImageShape images, Normalisation normalisation, int classes) {
    check(images, normalisation, classes);
    this.classes = classes;
    graph =
        new NeuralNetConfiguration.Builder()
            // DL4J writes a seed from the clock otherwise; it never draws here
            .seed(0)
            .weightInit(new WeightInitUniform())
            .activation(Activation.IDENTITY)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(IMAGES)
            .setInputTypes(
                InputType.convolutional(images.height(), images.width(), images.channels()));
    BatchNormalization statistics =
        new BatchNormalization.Builder().lockGammaBeta(true).eps(0).useLogStd(false).build();
    graph.addLayer(NORMALISE, new FrozenLayer.Builder().layer(statistics).build(), IMAGES);
  }

  private static void check(ImageShape images, Normalisation normalisation, int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be at least 2, not " + classes);
    }
    if (normalisation.mean().size() != images.channels()
        || normalisation.deviation().size() != images.channels()) {
      throw new IllegalArgumentException(
          "a normalisation needs one mean and one deviation for each of the "
              + images.channels()
              + " channels, not "
              + normalisation);
    }
    for (double deviation : normalisation.deviation()) {
      if (!(deviation > 0)) {
        throw new IllegalArgumentException("deviation must be above 0, not " + deviation);
      }
    }
  }

  /** From now on convolutions without bias start normal, with deviation sqrt(2 / fan-out). */
  Blueprint kaiming() {
    kaiming = true;
    return this;
  }

  /** A square convolution without bias. */
  String convolution(String name, String from, int out, int size, int stride) {
    double fanOut = (double) out * size * size;
    IWeightInit init =
        kaiming
            ? new WeightInitDistribution(new NormalDistribution(0, Math.sqrt(2 / fanOut)))
            : new WeightInitUniform();
    return add(name, square(out, size, stride, size / 2).hasBias(false), init, from);
  }

  /** A square convolution with bias, stride 1 and explicit padding. */
  String biasedConvolution(String name, String from, int out, int size, int padding) {
    return add(name, square(out, size, 1, padding), new WeightInitUniform(), from);
  }

  private static ConvolutionLayer.Builder square(int out, int size, int stride, int padding) {
    return new ConvolutionLayer.Builder(size, size)
        .nOut(out)
        .stride(stride, stride)
        .padding(padding, padding);
  }

  private String add(
      String name, ConvolutionLayer.Builder layer, IWeightInit weightInit, String from) {
    graph.addLayer(name, layer.weightInit(weightInit).build(), from);
    return name;
  }

  /** Affine batch normalisation; its running statistics keep 0.9 of their old value a step. */
  String batchNorm(String name, String from) {
    graph.addLayer(
        name,
        new BatchNormalization.Builder()
            .decay(MOVING_AVERAGE_DECAY)
            .eps(BATCH_NORM_EPS)
            .useLogStd(false)
            .build(),
        from);
    return name;
  }

  /** A rectified linear unit. */
  String relu(String name, String from) {
    graph.addLayer(name, new ActivationLayer(Activation.RELU), from);
    return name;
  }

  /** Batch normalisation "prefix/bn", then "prefix/relu". */
  String batchNormRelu(String prefix, String from) {
    return relu(prefix + "relu", batchNorm(prefix + "bn", from));
  }

  /** Maximum over 2x2 squares, stride 2. */
  String maxPool(String name, String from) {
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2})
            .stride(2, 2)
            .build(),
        from);
    return name;
  }

  /** Mean over each channel's map. */
  String globalPool(String name, String from) {
    graph.addLayer(name, new GlobalPoolingLayer(PoolingType.AVG), from);
    return name;
  }

  /** Sum of two vertices of one shape. */
  String sum(String name, String left, String right) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), left, right);
    return name;
  }

  /** A dense layer with bias; maps are flattened channel by channel. */
  String dense(String name, String from, int out) {
    graph.addLayer(name, new DenseLayer.Builder().nOut(out).build(), from);
    return name;
  }

  /** Closes the network: a linear classifier with bias, softmax, cross-entropy. */
  ComputationGraphConfiguration output(String from) {
    OutputLayer output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .nOut(classes)
            .build();
    ComputationGraphConfiguration configuration =
        graph.addLayer(OUTPUT, output, from).setOutputs(OUTPUT).build();
    configuration.getVertices().values().forEach(Blueprint::nameStatistics);
    return configuration;
  }

  /**
   * Writes batch normalisation's parameter names into the configuration, as DL4J's init does. When
   * DL4J reads JSON that does not name "var" among them, it takes the variance for a logarithm.
   */
  private static void nameStatistics(GraphVertex vertex) {
    if (vertex instanceof LayerVertex layerVertex
        && layerVertex.getLayerConf().getLayer() instanceof BatchNormalization) {
      BATCH_NORM_PARAMETERS.forEach(layerVertex.getLayerConf()::addVariable);
    }
  }

  /** Refuses images a network cannot halve often enough. */
  static void requireSide(String name, ImageShape images, int least, String why) {
    if (Math.min(images.height(), images.width()) < least) {
      throw new IllegalArgumentException(
          "%s needs images of at least %dx%d pixels (%s), not %dx%d"
              .formatted(name, least, least, why, images.height(), images.width()));
    }
  }

  /** Refuses a width below 1, or one that no network has. */
  static void requireWidth(String name, int value) {
    Refusal.unless(value >= 1, name, "must be at least 1, not " + value);
    AtLeast.most(name, value, MOST);
  }

  /** Refuses an empty list or a size below 1. */
  static List<Integer> requireSizes(List<Integer> sizes) {
    Refusal.unless(!sizes.isEmpty(), "sizes", "must name at least one hidden layer, not []");
    String many = "of hidden layers: their count must be at most 1000, not " + sizes.size();
    Refusal.unless(sizes.size() <= 1000, "sizes", many);
    Refusal.about(
        "sizes", () -> sizes.forEach(size -> requireWidth("size of a hidden layer", size)));
    return List.copyOf(sizes);
  }
}
