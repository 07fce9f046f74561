package org.tombola.measure;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Pass;
import org.tombola.objective.Logits;

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

  private void inParts(INDArray parameters, INDArray images, Part part) {
    network.assign(parameters);
    int count = (int) images.size(0);
    for (int first = 0; first < count; first += batch) {
      int end = Math.min(first + batch, count);
      INDArray some =
          first == 0 && end == count ? images : images.get(NDArrayIndex.interval(first, end));
      part.use(first * classes, network.forward(some, mode));
    }
  }

  @Override
  public double[] logits(INDArray parameters, INDArray images) {
    double[] all = new double[(int) images.size(0) * classes];
    inParts(
        parameters,
        images,
        (first, pass) -> {
          double[] some = Logits.of(pass.logits()).values();
          System.arraycopy(some, 0, all, first, some.length);
        });
    return all;
  }

  @Override
  public INDArray gradient(INDArray parameters, INDArray images, Cotangent cotangent) {
    INDArray sum = Nd4j.zeros(parameters.dataType(), parameters.shape());
    inParts(
        parameters,
        images,
        (first, pass) -> {
          double[] weights = cotangent.at(first, Logits.of(pass.logits()).values());
          float[] single = new float[weights.length];
          for (int i = 0; i < single.length; i++) {
            single[i] = (float) weights[i];
          }
          try (INDArray weighting = Nd4j.createFromArray(single).reshape(-1, classes)) {
            sum.addi(pass.parameterGradient(weighting));
          }
        });
    return sum;
  }

  @Override
  public double length(INDArray parameters) {
    double squares = 0;
    for (Slice slice : network.layout().slices()) {
      if (slice.trained()) {
        double length =
            parameters
                .get(NDArrayIndex.interval(slice.offset(), slice.offset() + slice.length()))
                .norm2Number()
                .doubleValue();
        squares += length * length;
      }
    }
    return Math.sqrt(squares);
  }
}
