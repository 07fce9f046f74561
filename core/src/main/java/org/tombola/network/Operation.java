package org.tombola.network;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.weights.IWeightInit;

/** What a layer computes; its name and its settings are told in a network's description. */
public sealed interface Operation {

  /** What becomes of each number. */
  enum Function {
    @JsonProperty("identity")
    IDENTITY,
    @JsonProperty("relu")
    RELU
  }

  /** Where a kernel or a pool looks, each height then width. */
  record Window(List<Integer> kernel, List<Integer> stride, List<Integer> padding) {
    static Window of(int[]... sides) {
      List<List<Integer>> all =
          Stream.of(sides).map(s -> Arrays.stream(s).boxed().toList()).toList();
      return new Window(all.get(0), all.get(1), all.get(2));
    }

    /** Kernel, stride, padding in one. */
    public int[] sides() {
      return Stream.of(kernel, stride, padding).flatMap(List::stream).mapToInt(i -> i).toArray();
    }
  }

  /** A layer of weights. */
  sealed interface Weighted extends Operation {
    /** Whether it has biases too. */
    boolean bias();

    /** Of its sums. */
    Function activation();

    /** Whether training leaves it alone. */
    boolean frozen();

    /** How its weights are drawn before training, and what its biases are then. */
    Start start();
  }

  /** Parameters before training. */
  record Start(IWeightInit weights, double biases) {}

  /** Kernels over maps. */
  record Convolution(
      @JsonUnwrapped Window window,
      boolean bias,
      Function activation,
      @JsonIgnore boolean frozen,
      @JsonIgnore Start start)
      implements Weighted {}

  /** A matrix times a row. */
  record Dense(
      boolean bias, Function activation, @JsonIgnore boolean frozen, @JsonIgnore Start start)
      implements Weighted {}

  /**
   * Batch normalisation of each channel.
   *
   * @param eps added to the variance
   * @param decay what running statistics keep of their old value a step
   * @param affine whether it has a scale and a shift to train
   * @param frozen whether it always uses the running statistics and trains nothing
   * @param gamma all scales before training
   * @param beta all shifts before training
   */
  record BatchNormalisation(
      double eps,
      double decay,
      boolean affine,
      boolean frozen,
      @JsonIgnore double gamma,
      @JsonIgnore double beta)
      implements Operation {}

  /** A function of each number. */
  record Activation(Function activation) implements Operation {}

  /** The largest number of each window. */
  record MaxPooling(@JsonUnwrapped Window window) implements Operation {}

  /** The mean of each window, padding included. */
  record AveragePooling(@JsonUnwrapped Window window) implements Operation {}

  /** The mean of each map. */
  record GlobalAveragePooling() implements Operation {}

  /** Maps read as one row. */
  record Flatten(List<String> order) implements Operation {
    Flatten() {
      this(List.of("channel", "row", "column"));
    }
  }

  /** A row read as maps, in the same order. */
  record Unflatten() implements Operation {}

  /** Two inputs of one shape added. */
  record Sum() implements Operation {}
}
