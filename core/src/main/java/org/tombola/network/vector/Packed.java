package org.tombola.network.vector;

import java.util.Arrays;

/**
 * All weights of sums, four outputs side by side: [groups][inputs][taps][4]. Where four does not go
 * up, the last output fills up the last group.
 */
final class Packed implements Kept {
  /** Outputs a group. */
  static final int GROUP = 4;

  /** Lines of the first cache that what four places read of a block of inputs may take. */
  private static final int LINES = 448;

  private final Sums sums;

  /** Index of each input at each tap, blocks of inputs one behind the other, each ended by -1. */
  private final int[] offsets;

  /** Where each block begins in the offsets. */
  private final int[] blocks;

  /** The outputs of each group, one group behind the other. */
  private final int[] groups;

  private final float[] weights;

  Packed(Sums sums) {
    this.sums = sums;
    int inputs = sums.inputs().length;
    int taps = sums.taps().length;
    // a row of taps reads as many places more as it is wide
    int each = Math.min(inputs, Math.max(8, LINES / Math.max(4, 2 * taps)));
    this.blocks = new int[(inputs + each - 1) / each];
    this.offsets = new int[inputs * taps + blocks.length];
    int at = 0;
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] = at;
      for (int i = b * each; i < Math.min(inputs, (b + 1) * each); i++) {
        for (int tap : sums.taps()) {
          offsets[at++] = sums.inputs()[i] + tap;
        }
      }
      offsets[at++] = -1;
    }
    int outputs = sums.outputs().length;
    this.groups = new int[(outputs + GROUP - 1) / GROUP * GROUP];
    Arrays.setAll(groups, o -> Math.min(o, outputs - 1));
    this.weights = new float[Math.multiplyExact(groups.length, inputs * taps)];
  }

  /** Takes the weights' values anew. */
  void refresh(float[] parameters) {
    int taps = sums.taps().length;
    int inputs = sums.inputs().length;
    for (int o = 0; o < groups.length; o++) {
      int at = o / GROUP * inputs * taps * GROUP + o % GROUP;
      for (int i = 0; i < inputs; i++) {
        for (int t = 0; t < taps; t++) {
          weights[at] = parameters[sums.place(groups[o], i, t)];
          at += GROUP;
        }
      }
    }
  }

  @Override
  public void run(Ends ends, int tile) {
    Tiling tiling = sums.tiling();
    if (tiling.columns == 1) {
      run(ends, tile, 0);
      return;
    }
    for (int quad = 0; quad < Tiling.QUADS; quad++) {
      if (tiling.fresh(tile, quad) != 0) {
        run(ends, tile, quad);
      }
    }
  }

  /** Computes all outputs at four places. */
  private void run(Ends ends, int tile, int quad) {
    int size = sums.inputs().length * sums.taps().length;
    DenseKernel kernel = new DenseKernel(sums.tiling(), tile, quad, offsets, weights);
    Ends block = ends;
    for (int b = 0; b < blocks.length; b++) {
      int first = (blocks[b] - b) * GROUP;
      for (int o = 0; o < groups.length; o += GROUP) {
        kernel.run(sums.outputs(), groups, o, o * size + first, blocks[b], block);
      }
      block = block.again();
    }
  }
}
