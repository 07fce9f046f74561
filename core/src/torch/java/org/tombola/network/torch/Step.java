package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;

/** One operation of a network, forward and back. */
abstract class Step {
  final Value output;
  final Value[] inputs;

  /** Its place among the steps. */
  int place;

  Step(Value output, Value... inputs) {
    this.output = output;
    this.inputs = inputs;
  }

  /** Whether it has parameters to train. */
  boolean trained() {
    return false;
  }

  /** Whether going back it reads its inputs. */
  boolean readsInputs() {
    return false;
  }

  /** Whether going back it reads its output. */
  boolean readsOutput() {
    return false;
  }

  /** Whether its output is an array of its own. */
  boolean makes() {
    return true;
  }

  /** The output, from the inputs. */
  abstract Tensor forward(Run run);

  /**
   * Hands the inputs' gradients to the run, each in a handle of its own, and writes those of its
   * parameters if asked for.
   */
  abstract void backward(Run run, Slope slope, Want want);

  /** Whether the gradient by the first input is asked for. */
  final boolean goesOn(Want want) {
    return want == Want.IMAGES || inputs[0].trained;
  }

  /** Which gradients a pass back is for. */
  enum Want {
    IMAGES,
    PARAMETERS
  }

  /**
   * The gradient by a value.
   *
   * @param own whether nobody else reads it, so that it may be written over
   */
  record Slope(Tensor tensor, boolean own) {}
}
