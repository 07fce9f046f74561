package org.tombola.network.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout;

/** A dense layer: rows times weights [in, out] plus bias. */
final class DenseStep extends EngineStep {
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

  private static INDArray flat(INDArray array) {
    return array.reshape(array.length());
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
    Runnable shift =
        bias == null ? () -> {} : Calls.of("biasadd", Calls.in(y, flat(arrays.parameter(bias))), y);
    Runnable biasGradient =
        bias == null
            ? () -> {}
            : Calls.of(
                "reduce_sum", new long[] {0}, Calls.in(dy), flat(arrays.parameterGradient(bias)));
    return new Bound() {
      @Override
      public void forward(Mode mode) {
        product.run();
        shift.run();
      }

      @Override
      public void backward(Mode mode, Want want) {
        if (want == Want.PARAMETERS && trained()) {
          weightGradient.run();
          biasGradient.run();
        }
        if (want == Want.INPUT || inputs[0].trained) {
          input.run();
        }
      }
    };
  }
}
