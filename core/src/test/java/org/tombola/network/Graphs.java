package org.tombola.network;

import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.tombola.tensor.ImageShape;

/** Configurations for tests. */
public final class Graphs {
  /** The images they read. */
  public static final ImageShape IMAGES = new ImageShape(2, 6, 6);

  private Graphs() {}

  /** Layers from "images" to "a", with a classifier of three classes behind them. */
  public static ComputationGraphConfiguration configuration(UnaryOperator<GraphBuilder> layers) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .activation(Activation.IDENTITY)
            .graphBuilder()
            .addInputs("images")
            .setInputTypes(
                InputType.convolutional(IMAGES.height(), IMAGES.width(), IMAGES.channels()));
    return layers
        .apply(graph)
        .addLayer(
            "output",
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build(),
            "a")
        .setOutputs("output")
        .build();
  }
}
