package org.tombola.measure;

import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Pass;
import org.tombola.tensor.Images;
import org.tombola.tensor.Vectors;

/**
 * A network's logits by any parameters.
 *
 * @param network whose parameters are overwritten
 * @param mode of batch normalisation
 * @param classes logits it gives
 * @param batch images a pass at most
 */
record NetworkFunction(Network network, Mode mode, int classes, int batch)
    implements Differentiable {

  private interface Part {
    void use(int first, Pass pass);
  }

  private void inParts(double[] parameters, Images images, Part part) {
    network.assign(Vectors.narrow(parameters));
    for (int first = 0; first < images.count(); first += batch) {
      int end = Math.min(first + batch, images.count());
      part.use(first * classes, network.forward(images.part(first, end), mode));
    }
  }

  @Override
  public double[] logits(double[] parameters, Images images) {
    double[] all = new double[images.count() * classes];
    inParts(
        parameters,
        images,
        (first, pass) -> {
          double[] some = pass.logits().values();
          System.arraycopy(some, 0, all, first, some.length);
        });
    return all;
  }

  @Override
  public double[] gradient(double[] parameters, Images images, Cotangent cotangent) {
    double[] sum = new double[parameters.length];
    inParts(
        parameters,
        images,
        (first, pass) -> {
          double[] weights = cotangent.at(first, pass.logits().values());
          float[] some = pass.parameterGradient(Vectors.narrow(weights)).values();
          for (int i = 0; i < sum.length; i++) {
            sum[i] += some[i];
          }
        });
    return sum;
  }

  @Override
  public double length(double[] parameters) {
    double squares = 0;
    for (Slice slice : network.layout().slices()) {
      for (int i = slice.offset(); slice.trained() && i < slice.offset() + slice.length(); i++) {
        squares += parameters[i] * parameters[i];
      }
    }
    return Math.sqrt(squares);
  }
}
