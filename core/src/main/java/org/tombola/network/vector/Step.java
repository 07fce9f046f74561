package org.tombola.network.vector;

import org.tombola.network.Mode;

/**
 * One operation of a network, on arrays of its own network. What it needs of the parameters it
 * takes when a forward pass begins, so that a pass stays one function whatever is assigned later.
 */
abstract class Step {
  final String name;
  final Value[] inputs;
  final Value output;

  /** Whether each input's gradient has been written by another step when this one comes. */
  final boolean[] adds;

  Step(String name, Value output, Value... inputs) {
    this.name = name;
    this.output = output;
    this.inputs = inputs;
    this.adds = new boolean[inputs.length];
  }

  /** Whether inputs and output are of one form, place by place. */
  boolean placeByPlace() {
    return false;
  }

  /** Whether the output may stand where the input does. */
  boolean inPlace() {
    return false;
  }

  /** Whether it has parameters to train. */
  boolean trained() {
    return false;
  }

  /** Zeros it needs around its first input's maps, and its output's. */
  int inputHalo() {
    return 0;
  }

  int outputHalo() {
    return 0;
  }

  /** Learns the forms of its values, once. */
  void compile() {}

  /** Takes its parameters, at the beginning of a forward pass. */
  void begin(Run run) {}

  /** Whether it needs something of all blocks before it can go forward. */
  boolean gathers(Mode mode) {
    return false;
  }

  /** Gathers that from a block. */
  void gather(Buffers buffers, Run run, int block) {}

  /** Puts together what was gathered. */
  void combine(Run run) {}

  /** Writes a block of the output. */
  abstract void forward(Buffers buffers, Run run, int block);

  /** The same three of the way back, where the output's gradient is known. */
  boolean gathersBack(Run run, Want want) {
    return false;
  }

  void gatherBack(Buffers buffers, Run run, int block) {}

  void combineBack(Run run, Want want) {}

  /** Writes its parameters' gradients, from all blocks of the output's. */
  void parameters(Buffers buffers, Run run, Want want, Workers workers) {}

  /** Writes a block of the inputs' gradients. */
  abstract void backward(Buffers buffers, Run run, int block);
}
