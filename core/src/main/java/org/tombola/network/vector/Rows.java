package org.tombola.network.vector;

import java.util.function.IntPredicate;

/**
 * Some weights of sums, as the lists a kernel reads: for each block of inputs and each output the
 * index of the input and the bits of the weight, pair by pair in the order of inputs and taps,
 * ended by -1. So each sum has one order, whatever the blocks are.
 */
final class Rows implements Kept {
  /** Weights of a block and an output that are worth a pass over the sums in registers. */
  private static final int WORTH = 28;

  private final Sums sums;

  /** Inputs a block; few enough that what a tile reads of them stays in the first cache. */
  private final int each;

  /** Blocks of inputs. */
  final int blocks;

  /** [blocks][outputs]: where a row begins. */
  final int[] starts;

  final int[] pairs;

  /** The parameter of each pair; -1 at the ends of rows. */
  final int[] places;

  /** Weights in the lists. */
  final int size;

  /**
   * @param kept whether the weight at a place of the parameters is one of them
   * @param size how many are
   */
  Rows(Sums sums, int size, IntPredicate kept) {
    this.sums = sums;
    this.size = size;
    int inputs = sums.inputs().length;
    int outputs = sums.outputs().length;
    int taps = sums.taps().length;
    double perInput = Math.max(1e-9, (double) size / inputs / outputs);
    this.each = (int) Math.min(inputs, Math.max(16, WORTH / perInput));
    this.blocks = (inputs + each - 1) / each;
    this.starts = new int[blocks * outputs];
    this.pairs = new int[2 * (size + starts.length)];
    this.places = new int[size + starts.length];
    int at = 0;
    for (int row = 0; row < starts.length; row++) {
      starts[row] = 2 * at;
      int output = row % outputs;
      int first = row / outputs * each;
      for (int i = first; i < Math.min(inputs, first + each); i++) {
        for (int t = 0; t < taps; t++) {
          int place = sums.place(output, i, t);
          if (kept.test(place)) {
            pairs[2 * at] = sums.inputs()[i] + sums.taps()[t];
            places[at++] = place;
          }
        }
      }
      pairs[2 * at] = -1;
      places[at++] = -1;
    }
  }

  /** Takes the weights' values anew; tells whether none of them is 0. */
  boolean refresh(float[] parameters) {
    boolean all = true;
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      if (place >= 0) {
        float value = parameters[place];
        all &= value != 0;
        pairs[2 * i + 1] = Float.floatToRawIntBits(value);
      }
    }
    return all;
  }

  @Override
  public void run(Ends ends, int tile) {
    Ends block = ends;
    for (int b = 0; b < blocks; b++) {
      ListKernel.run(sums, this, b * sums.outputs().length, block, tile);
      block = ends.again();
    }
  }
}
