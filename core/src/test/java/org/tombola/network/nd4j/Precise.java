package org.tombola.network.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.tombola.network.Design;
import org.tombola.network.Mode;
import org.tombola.tensor.Images;

/**
 * A pass in double precision, for others to be measured against.
 *
 * @param logits [batch, classes]
 * @param byImages [batch, channels, height, width]
 * @param byParameters [length of the layout]
 * @param parameters after the pass, running statistics included
 */
public record Precise(
    double[] logits, double[] byImages, double[] byParameters, double[] parameters) {

  /** Makes it. */
  public static Precise of(
      Design design, float[] parameters, Images images, Mode mode, float[] cotangent) {
    try (Nd4jNetwork network = new Nd4jNetwork(design, DataType.DOUBLE)) {
      network.live().assign(Nd4j.createFromArray(parameters));
      var shape = images.shape();
      INDArray pixels =
          Nd4j.createFromArray(images.pixels())
              .castTo(DataType.DOUBLE)
              .reshape(images.count(), shape.channels(), shape.height(), shape.width());
      INDArray slopes =
          Nd4j.createFromArray(cotangent)
              .castTo(DataType.DOUBLE)
              .reshape(images.count(), cotangent.length / images.count());
      Nd4jNetwork.Going pass = network.forward(pixels, mode);
      double[] logits = pass.live().dup().data().asDouble();
      double[] byImages = pass.byImages(slopes).dup().data().asDouble();
      double[] byParameters = pass.byParameters(slopes).dup().data().asDouble();
      return new Precise(logits, byImages, byParameters, network.live().dup().data().asDouble());
    }
  }
}
