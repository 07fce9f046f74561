package org.tombola.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A dense layer: rows times weights [in, out] plus bias. */
final class DenseStep extends Step {
  private final ParameterLayout.Slice weights;
  private final ParameterLayout.@Nullable Slice bias;

  DenseStep(
      String name,
      Value output,
      Value input,
      ParameterLayout.Slice weights,
      ParameterLayout.@Nullable Slice bias) {
    super(name, output, input);
    this.weights = weights;
    this.bias = bias;
  }

  @Override
  boolean trained() {
    return !weights.frozen();
  }

  @Override
  Bound bind(Arrays arrays) {
    INDArray x = arrays.value(inputs[0]);
    INDArray y = arrays.value(output);
    INDArray w = arrays.parameter(weights);
    INDArray dy = arrays.gradient(output);
    Runnable product = Calls.of("matmul", Calls.in(x, w), y);
    Runnable input =
        Calls.of("matmul", new long[] {0, 1, 0}, Calls.in(dy, w), arrays.gradient(inputs[0]));
    Runnable weightGradient =
        Calls.of(
            "matmul", new long[] {1, 0, 0}, Calls.in(x, dy), arrays.parameterGradient(weights));
    INDArray b = bias == null ? null : arrays.parameter(bias);
    INDArray db = bias == null ? null : arrays.parameterGradient(bias);
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        product.run();
        if (b != null) {
          y.addiRowVector(b);
        }
      }

      @Override
      public void backward(Mode mode, Want want) {
        if (want == Want.PARAMETERS && trained()) {
          weightGradient.run();
          if (db != null) {
            dy.sum(db, 0);
          }
        }
        if (want == Want.INPUT || inputs[0].trained) {
          input.run();
        }
      }
    };
  }
}
