package org.tombola.network.vector;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which weights' gradients are asked for, as lists: for each block of inputs a row for each output,
 * or one row that all outputs share where every weight is asked for. Rows are cut into units of
 * some outputs, whose sums of 16 lanes a weight fit the second cache; units know nothing of each
 * other.
 */
final class GradientRows {
  /** Weights of a unit. */
  private static final int UNIT = 4096;

  /** Weights of a row that pay for reading the output's gradient. */
  private static final int WORTH = 28;

  private final Sums sums;
  private final boolean all;
  private final int each;
  private final int blocks;
  private final int outputs;

  /** Index of the input of each weight; rows are ended by -1. */
  final int[] offsets;

  /** Parameter of each weight; where all are asked for, less what stands before the output's. */
  private final int[] places;

  /** [blocks][outputs], or [blocks] where all are asked for. */
  private final int[] starts;

  /** Outputs a unit. */
  private final int unit;

  /** Most numbers of scratch a unit takes. */
  final int scratch;

  GradientRows(Sums sums, @Nullable BitSet kept) {
    this.sums = sums;
    this.all = kept == null;
    this.outputs = sums.outputs().length;
    int inputs = sums.inputs().length;
    int taps = sums.taps().length;
    int size = kept == null ? inputs * taps : count(kept);
    int rows = all ? 1 : outputs;
    this.each = (int) Math.min(inputs, Math.max(16, (long) WORTH * inputs * rows / (size + 1)));
    this.blocks = (inputs + each - 1) / each;
    this.starts = new int[blocks * rows];
    this.offsets = new int[size + starts.length];
    this.places = new int[size + starts.length];
    int at = 0;
    int longest = 1;
    for (int row = 0; row < starts.length; row++) {
      starts[row] = at;
      int first = row / rows * each;
      for (int i = first; i < Math.min(inputs, first + each); i++) {
        for (int t = 0; t < taps; t++) {
          int place = sums.place(row % rows, i, t);
          if (kept == null || kept.get(place)) {
            offsets[at] = sums.inputs()[i] + sums.taps()[t];
            places[at++] = place;
          }
        }
      }
      longest = Math.max(longest, at - starts[row]);
      offsets[at] = -1;
      places[at++] = -1;
    }
    this.unit = Math.max(1, Math.min(outputs, UNIT / longest));
    this.scratch = unit * longest * Lanes.COUNT;
  }

  private int count(BitSet kept) {
    int count = 0;
    for (int o = 0; o < sums.outputs().length; o++) {
      for (int i = 0; i < sums.inputs().length; i++) {
        for (int t = 0; t < sums.taps().length; t++) {
          count += kept.get(sums.place(o, i, t)) ? 1 : 0;
        }
      }
    }
    return count;
  }

  /** Pieces of work that do not touch each other's weights. */
  int units() {
    return blocks * ((outputs + unit - 1) / unit);
  }

  private int start(int block, int output) {
    return all ? starts[block] : starts[block * outputs + output];
  }

  /** Writes the gradients of a unit: sums over images and places, each in one order. */
  void run(int part, Source source, float[] scratch, float[] gradient) {
    int block = part % blocks;
    int first = part / blocks * unit;
    int end = Math.min(outputs, first + unit);
    int[] starts = new int[end - first];
    int[] partials = new int[end - first];
    int length = 0;
    for (int o = first; o < end; o++) {
      starts[o - first] = start(block, o);
      partials[o - first] = length;
      int e = start(block, o);
      while (offsets[e] >= 0) {
        length += Lanes.COUNT;
        e++;
      }
    }
    Arrays.fill(scratch, 0, length, 0);
    GradientKernel kernel = new GradientKernel(sums, offsets, source, scratch);
    for (int b = 0; b < source.run().blocks(); b++) {
      for (int tile = 0; tile < sums.tiling().tiles(); tile++) {
        for (int o = first; o < end; o++) {
          if (offsets[starts[o - first]] >= 0) {
            kernel.run(b, tile, o, starts[o - first], partials[o - first]);
          }
        }
      }
    }
    for (int o = first; o < end; o++) {
      int at = partials[o - first];
      for (int e = starts[o - first]; offsets[e] >= 0; e++) {
        int place = places[e] + (all ? o * sums.weights().output() : 0);
        gradient[place] = sum(scratch, at);
        at += Lanes.COUNT;
      }
    }
  }

  private static float sum(float[] lanes, int at) {
    double sum = 0;
    for (int i = 0; i < Lanes.COUNT; i++) {
      sum += lanes[at + i];
    }
    return (float) sum;
  }

  /**
   * What gradients are made of.
   *
   * @param x the layer's input
   * @param block numbers of a block of it
   * @param dy gradient by its output
   * @param outputBlock numbers of a block of that
   */
  record Source(Run run, float[] x, int block, float[] dy, int outputBlock) {}
}
