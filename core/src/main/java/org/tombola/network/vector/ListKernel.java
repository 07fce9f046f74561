package org.tombola.network.vector;

import static org.tombola.network.vector.Lanes.COUNT;
import static org.tombola.network.vector.Lanes.SPECIES;
import static org.tombola.network.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over lists of kept weights: for each output a row of pairs, index of the input and bits of
 * the weight, ended by -1. A tile of all outputs is computed in one call: its sums stay in
 * registers while a row goes by.
 *
 * <p>Rows are loops without a counter: a counted one is compiled to three copies, which costs more
 * than it gives. The next offset is read in the middle of a turn: what is read before it waits in a
 * register of its own, and beside the sixteen sums there are too few of them for sixteen more.
 */
final class ListKernel {
  private ListKernel() {}

  /**
   * Adds a block of inputs to a tile of all outputs.
   *
   * @param first of the block's rows
   */
  static void run(Sums sums, Rows rows, int first, Ends ends, int tile) {
    Tiling tiling = sums.tiling();
    int at = tile * Tiling.STRIDE;
    for (int lane = 0; lane < COUNT; lane += WIDTH) {
      if (tiling.columns == 1) {
        singles(sums, rows, first, ends, at, lane);
      } else if (tiling.readStep == COUNT) {
        quads(sums, rows, first, ends, at, lane);
      } else {
        stridedQuads(sums, rows, first, ends, at, lane);
      }
    }
  }

  private static FloatVector load(float[] array, int index) {
    return FloatVector.fromArray(SPECIES, array, index);
  }

  private static void quads(Sums sums, Rows rows, int first, Ends ends, int at, int lane) {
    int[] table = sums.tiling().table;
    int[] outputs = sums.outputs();
    int step = sums.tiling().writeStep;
    int[] pairs = rows.pairs;
    int[] starts = rows.starts;
    float[] x = ends.x();
    float[] y = ends.y();
    float[] start = ends.start();
    float[] before = start == null ? y : start;
    int from = ends.from() + lane;
    int to = ends.to() + lane;
    int x0 = table[at] + from;
    int x1 = table[at + 1] + from;
    int x2 = table[at + 2] + from;
    int x3 = table[at + 3] + from;
    int y0 = table[at + 4] + to;
    int y1 = table[at + 5] + to;
    int y2 = table[at + 6] + to;
    int y3 = table[at + 7] + to;
    for (int o = 0; o < outputs.length; o++) {
      int out = outputs[o];
      int b0 = y0 + out;
      int b1 = y1 + out;
      int b2 = y2 + out;
      int b3 = y3 + out;
      int d = step;
      if (start != null) {
        b0 = o * COUNT + lane;
        b1 = b0;
        b2 = b0;
        b3 = b0;
        d = 0;
      }
      FloatVector a00 = load(before, b0);
      FloatVector a01 = load(before, b0 + d);
      FloatVector a02 = load(before, b0 + 2 * d);
      FloatVector a03 = load(before, b0 + 3 * d);
      FloatVector a10 = load(before, b1);
      FloatVector a11 = load(before, b1 + d);
      FloatVector a12 = load(before, b1 + 2 * d);
      FloatVector a13 = load(before, b1 + 3 * d);
      FloatVector a20 = load(before, b2);
      FloatVector a21 = load(before, b2 + d);
      FloatVector a22 = load(before, b2 + 2 * d);
      FloatVector a23 = load(before, b2 + 3 * d);
      FloatVector a30 = load(before, b3);
      FloatVector a31 = load(before, b3 + d);
      FloatVector a32 = load(before, b3 + 2 * d);
      FloatVector a33 = load(before, b3 + 3 * d);
      int e = starts[first + o];
      int offset = pairs[e];
      while (offset >= 0) {
        FloatVector w = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(pairs[e + 1]));
        int p0 = x0 + offset;
        int p1 = x1 + offset;
        int p2 = x2 + offset;
        int p3 = x3 + offset;
        a00 = w.fma(load(x, p0), a00);
        a01 = w.fma(load(x, p0 + 16), a01);
        a02 = w.fma(load(x, p0 + 32), a02);
        a03 = w.fma(load(x, p0 + 48), a03);
        a10 = w.fma(load(x, p1), a10);
        a11 = w.fma(load(x, p1 + 16), a11);
        a12 = w.fma(load(x, p1 + 32), a12);
        a13 = w.fma(load(x, p1 + 48), a13);
        e += 2;
        offset = pairs[e];
        a20 = w.fma(load(x, p2), a20);
        a21 = w.fma(load(x, p2 + 16), a21);
        a22 = w.fma(load(x, p2 + 32), a22);
        a23 = w.fma(load(x, p2 + 48), a23);
        a30 = w.fma(load(x, p3), a30);
        a31 = w.fma(load(x, p3 + 16), a31);
        a32 = w.fma(load(x, p3 + 32), a32);
        a33 = w.fma(load(x, p3 + 48), a33);
      }
      int c0 = y0 + out;
      int c1 = y1 + out;
      int c2 = y2 + out;
      int c3 = y3 + out;
      a00.intoArray(y, c0);
      a01.intoArray(y, c0 + step);
      a02.intoArray(y, c0 + 2 * step);
      a03.intoArray(y, c0 + 3 * step);
      a10.intoArray(y, c1);
      a11.intoArray(y, c1 + step);
      a12.intoArray(y, c1 + 2 * step);
      a13.intoArray(y, c1 + 3 * step);
      a20.intoArray(y, c2);
      a21.intoArray(y, c2 + step);
      a22.intoArray(y, c2 + 2 * step);
      a23.intoArray(y, c2 + 3 * step);
      a30.intoArray(y, c3);
      a31.intoArray(y, c3 + step);
      a32.intoArray(y, c3 + 2 * step);
      a33.intoArray(y, c3 + 3 * step);
    }
  }

  /** The same where neighbours read every second column. */
  private static void stridedQuads(Sums sums, Rows rows, int first, Ends ends, int at, int lane) {
    int[] table = sums.tiling().table;
    int[] outputs = sums.outputs();
    int step = sums.tiling().writeStep;
    int[] pairs = rows.pairs;
    int[] starts = rows.starts;
    float[] x = ends.x();
    float[] y = ends.y();
    float[] start = ends.start();
    float[] before = start == null ? y : start;
    int from = ends.from() + lane;
    int to = ends.to() + lane;
    int x0 = table[at] + from;
    int x1 = table[at + 1] + from;
    int x2 = table[at + 2] + from;
    int x3 = table[at + 3] + from;
    int y0 = table[at + 4] + to;
    int y1 = table[at + 5] + to;
    int y2 = table[at + 6] + to;
    int y3 = table[at + 7] + to;
    for (int o = 0; o < outputs.length; o++) {
      int out = outputs[o];
      int b0 = y0 + out;
      int b1 = y1 + out;
      int b2 = y2 + out;
      int b3 = y3 + out;
      int d = step;
      if (start != null) {
        b0 = o * COUNT + lane;
        b1 = b0;
        b2 = b0;
        b3 = b0;
        d = 0;
      }
      FloatVector a00 = load(before, b0);
      FloatVector a01 = load(before, b0 + d);
      FloatVector a02 = load(before, b0 + 2 * d);
      FloatVector a03 = load(before, b0 + 3 * d);
      FloatVector a10 = load(before, b1);
      FloatVector a11 = load(before, b1 + d);
      FloatVector a12 = load(before, b1 + 2 * d);
      FloatVector a13 = load(before, b1 + 3 * d);
      FloatVector a20 = load(before, b2);
      FloatVector a21 = load(before, b2 + d);
      FloatVector a22 = load(before, b2 + 2 * d);
      FloatVector a23 = load(before, b2 + 3 * d);
      FloatVector a30 = load(before, b3);
      FloatVector a31 = load(before, b3 + d);
      FloatVector a32 = load(before, b3 + 2 * d);
      FloatVector a33 = load(before, b3 + 3 * d);
      int e = starts[first + o];
      int offset = pairs[e];
      while (offset >= 0) {
        FloatVector w = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(pairs[e + 1]));
        int p0 = x0 + offset;
        int p1 = x1 + offset;
        int p2 = x2 + offset;
        int p3 = x3 + offset;
        a00 = w.fma(load(x, p0), a00);
        a01 = w.fma(load(x, p0 + 32), a01);
        a02 = w.fma(load(x, p0 + 64), a02);
        a03 = w.fma(load(x, p0 + 96), a03);
        a10 = w.fma(load(x, p1), a10);
        a11 = w.fma(load(x, p1 + 32), a11);
        a12 = w.fma(load(x, p1 + 64), a12);
        a13 = w.fma(load(x, p1 + 96), a13);
        e += 2;
        offset = pairs[e];
        a20 = w.fma(load(x, p2), a20);
        a21 = w.fma(load(x, p2 + 32), a21);
        a22 = w.fma(load(x, p2 + 64), a22);
        a23 = w.fma(load(x, p2 + 96), a23);
        a30 = w.fma(load(x, p3), a30);
        a31 = w.fma(load(x, p3 + 32), a31);
        a32 = w.fma(load(x, p3 + 64), a32);
        a33 = w.fma(load(x, p3 + 96), a33);
      }
      int c0 = y0 + out;
      int c1 = y1 + out;
      int c2 = y2 + out;
      int c3 = y3 + out;
      a00.intoArray(y, c0);
      a01.intoArray(y, c0 + step);
      a02.intoArray(y, c0 + 2 * step);
      a03.intoArray(y, c0 + 3 * step);
      a10.intoArray(y, c1);
      a11.intoArray(y, c1 + step);
      a12.intoArray(y, c1 + 2 * step);
      a13.intoArray(y, c1 + 3 * step);
      a20.intoArray(y, c2);
      a21.intoArray(y, c2 + step);
      a22.intoArray(y, c2 + 2 * step);
      a23.intoArray(y, c2 + 3 * step);
      a30.intoArray(y, c3);
      a31.intoArray(y, c3 + step);
      a32.intoArray(y, c3 + 2 * step);
      a33.intoArray(y, c3 + 3 * step);
    }
  }

  /** Four places that lie anywhere. */
  private static void singles(Sums sums, Rows rows, int first, Ends ends, int at, int lane) {
    int[] table = sums.tiling().table;
    int[] outputs = sums.outputs();
    int[] pairs = rows.pairs;
    int[] starts = rows.starts;
    float[] x = ends.x();
    float[] y = ends.y();
    float[] start = ends.start();
    float[] before = start == null ? y : start;
    int from = ends.from() + lane;
    int to = ends.to() + lane;
    int x0 = table[at] + from;
    int x1 = table[at + 1] + from;
    int x2 = table[at + 2] + from;
    int x3 = table[at + 3] + from;
    int y0 = table[at + 4] + to;
    int y1 = table[at + 5] + to;
    int y2 = table[at + 6] + to;
    int y3 = table[at + 7] + to;
    for (int o = 0; o < outputs.length; o++) {
      int out = outputs[o];
      boolean adds = start == null;
      int b = o * COUNT + lane;
      FloatVector a0 = load(before, adds ? y0 + out : b);
      FloatVector a1 = load(before, adds ? y1 + out : b);
      FloatVector a2 = load(before, adds ? y2 + out : b);
      FloatVector a3 = load(before, adds ? y3 + out : b);
      int e = starts[first + o];
      int offset = pairs[e];
      while (offset >= 0) {
        FloatVector w = FloatVector.broadcast(SPECIES, Float.intBitsToFloat(pairs[e + 1]));
        a0 = w.fma(load(x, x0 + offset), a0);
        a1 = w.fma(load(x, x1 + offset), a1);
        a2 = w.fma(load(x, x2 + offset), a2);
        a3 = w.fma(load(x, x3 + offset), a3);
        e += 2;
        offset = pairs[e];
      }
      a0.intoArray(y, y0 + out);
      a1.intoArray(y, y1 + out);
      a2.intoArray(y, y2 + out);
      a3.intoArray(y, y3 + out);
    }
  }
}
