package org.tombola.network.vector;

/**
 * Sums of weighted inputs: a convolution, a dense layer, and their gradients by the input, which
 * are the same with inputs and outputs changed over.
 *
 * @param outputs what is summed: index of each in a block, without its place
 * @param inputs what is read: index of each in a block, without its place and tap
 * @param taps what each weight between an input and an output adds to that index; none below 0
 * @param places where each tap's weight stands among those between an input and an output
 * @param weights where weights stand among the parameters
 * @param tiling the places of a map, with the origins of both sides in them
 */
record Sums(int[] outputs, int[] inputs, int[] taps, int[] places, Stand weights, Tiling tiling) {

  /**
   * Where weights stand among the parameters.
   *
   * @param first place
   * @param output places from one output's to the next one's
   * @param input places from one input's to the next one's
   */
  record Stand(int first, int output, int input) {}

  /** The parameter between an output and an input at a tap. */
  int place(int output, int input, int tap) {
    return weights.first + output * weights.output + input * weights.input + places[tap];
  }

  /** Weights. */
  int size() {
    return outputs.length * inputs.length * taps.length;
  }
}
