package org.tombola.network.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout;

/**
 * One operation of a network: knows its input and output values, and binds itself to a batch's
 * arrays as a {@link Bound}.
 */
abstract class EngineStep {
  final String name;
  final Value[] inputs;
  final Value output;

  EngineStep(String name, Value output, Value... inputs) {
    this.name = name;
    this.output = output;
    this.inputs = inputs;
  }

  /**
   * Whether the output takes its input's array, because the backward pass does not need the input.
   */
  boolean inPlace() {
    return false;
  }

  /** Whether the first input's gradient takes the output gradient's array. */
  boolean gradientInPlace() {
    return inPlace();
  }

  /** Whether it has parameters to train. */
  boolean trained() {
    return false;
  }

  abstract Bound bind(Arrays arrays);

  /** The step on the arrays of one batch size. */
  interface Bound {
    /** Writes the output from the inputs. */
    void forward(Mode mode);

    /**
     * Writes the inputs' gradients from the output's.
     *
     * @param mode the forward pass ran in
     * @param want which gradients are asked for
     */
    void backward(Mode mode, Want want);
  }

  /** Which gradients a backward pass is for. */
  enum Want {
    /** By the images. */
    INPUT,
    /** By the parameters. */
    PARAMETERS
  }

  /** Hands a step its arrays for one batch size. */
  interface Arrays {
    int batch();

    INDArray value(Value value);

    INDArray gradient(Value value);

    /** A flat array of at least that many numbers, free to use within one call. */
    INDArray scratch(long length);

    /** A view of the flat parameters. */
    INDArray parameter(ParameterLayout.Slice slice);

    /** A view of the flat gradient. */
    INDArray parameterGradient(ParameterLayout.Slice slice);

    /** Weight of the batch in running statistics, in the forward pass under way. */
    double statisticsWeight(double own);

    /** A new small array this step keeps. */
    INDArray small(long... shape);
  }
}
