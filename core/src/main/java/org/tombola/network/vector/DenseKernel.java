package org.tombola.network.vector;

import static org.tombola.network.vector.Lanes.COUNT;
import static org.tombola.network.vector.Lanes.SPECIES;
import static org.tombola.network.vector.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Sums of all weights: four outputs at four places stay in registers while the inputs go by.
 *
 * <p>What the loops do not need waits in arrays until they are over: the compiler would keep it in
 * vector registers, and moving it from there takes the multiplications' turns. For the same reason
 * places that lie side by side have a loop of their own, with one index in place of four; a method
 * that both loops call would be past what the compiler inlines, and vectors would go to memory.
 */
final class DenseKernel {
  /** What each of the four places adds to an input's index, and to an output's. */
  private final int[] read = new int[4];

  private final int[] write = new int[4];

  /** Which of the four are written, as bits. */
  private final int fresh;

  /** Whether the four lie side by side, and all are written. */
  private final boolean together;

  private final int[] offsets;
  private final float[] weights;

  /** Index of each output, and of what its sums begin with. */
  private final int[] to = new int[4];

  private final int[] from = new int[4];

  /** What each place adds to the index of what its sum begins with. */
  private final int[] begin = new int[4];

  /**
   * At a quad of a tile, or at its four single places. A column that the quad before has is
   * computed, but not written.
   *
   * @param offsets of the inputs, in blocks ended by -1
   * @param weights four an input and tap
   */
  DenseKernel(Tiling tiling, int tile, int quad, int[] offsets, float[] weights) {
    this.offsets = offsets;
    this.weights = weights;
    boolean single = tiling.columns == 1;
    fresh = single ? 0b1111 : tiling.fresh(tile, quad);
    together = !single && tiling.readStep == COUNT && fresh == 0b1111;
    int at = tile * Tiling.STRIDE + quad;
    for (int i = 0; i < 4; i++) {
      int column = single ? 0 : i;
      int place = single ? at + i : at;
      read[i] = tiling.table[place] + column * tiling.readStep;
      write[i] = tiling.table[place + Tiling.QUADS] + column * tiling.writeStep;
    }
  }

  private static FloatVector load(float[] array, int index) {
    return FloatVector.fromArray(SPECIES, array, index);
  }

  private static FloatVector all(float number) {
    return FloatVector.broadcast(SPECIES, number);
  }

  /**
   * Adds a block of inputs to four outputs.
   *
   * @param outputs index of each
   * @param group the four, from {@code at} on
   * @param weight where the weights begin
   * @param first where the offsets begin
   */
  void run(int[] outputs, int[] group, int at, int weight, int first, Ends ends) {
    float[] x = ends.x();
    float[] y = ends.y();
    float[] start = ends.start();
    float[] before = start == null ? y : start;
    if (start == null) {
      System.arraycopy(write, 0, begin, 0, 4);
    } else {
      Arrays.fill(begin, 0);
    }
    for (int lane = 0; lane < COUNT; lane += WIDTH) {
      for (int i = 0; i < 4; i++) {
        int output = group[at + i];
        to[i] = ends.to() + lane + outputs[output];
        from[i] = start == null ? to[i] : output * COUNT + lane;
      }
      if (together) {
        together(x, ends.from() + lane, weight, first, before, y);
      } else {
        apart(x, ends.from() + lane, weight, first, before, y);
      }
    }
  }

  /** Places side by side: one index serves all. */
  private void together(float[] x, int at, int weight, int first, float[] before, float[] y) {
    int[] from = this.from;
    int p0 = begin[0];
    int p1 = begin[1];
    int p2 = begin[2];
    int p3 = begin[3];
    FloatVector a00 = load(before, from[0] + p0);
    FloatVector a01 = load(before, from[0] + p1);
    FloatVector a02 = load(before, from[0] + p2);
    FloatVector a03 = load(before, from[0] + p3);
    FloatVector a10 = load(before, from[1] + p0);
    FloatVector a11 = load(before, from[1] + p1);
    FloatVector a12 = load(before, from[1] + p2);
    FloatVector a13 = load(before, from[1] + p3);
    FloatVector a20 = load(before, from[2] + p0);
    FloatVector a21 = load(before, from[2] + p1);
    FloatVector a22 = load(before, from[2] + p2);
    FloatVector a23 = load(before, from[2] + p3);
    FloatVector a30 = load(before, from[3] + p0);
    FloatVector a31 = load(before, from[3] + p1);
    FloatVector a32 = load(before, from[3] + p2);
    FloatVector a33 = load(before, from[3] + p3);
    float[] weights = this.weights;
    int[] offsets = this.offsets;
    int x0 = at + read[0];
    int w = weight;
    int e = first;
    int offset = offsets[e];
    while (offset >= 0) {
      int p = x0 + offset;
      FloatVector v0 = load(x, p);
      FloatVector v1 = load(x, p + 16);
      FloatVector v2 = load(x, p + 32);
      FloatVector v3 = load(x, p + 48);
      FloatVector w0 = all(weights[w]);
      a00 = v0.fma(w0, a00);
      a01 = v1.fma(w0, a01);
      a02 = v2.fma(w0, a02);
      a03 = v3.fma(w0, a03);
      FloatVector w1 = all(weights[w + 1]);
      a10 = v0.fma(w1, a10);
      a11 = v1.fma(w1, a11);
      a12 = v2.fma(w1, a12);
      a13 = v3.fma(w1, a13);
      FloatVector w2 = all(weights[w + 2]);
      a20 = v0.fma(w2, a20);
      a21 = v1.fma(w2, a21);
      a22 = v2.fma(w2, a22);
      a23 = v3.fma(w2, a23);
      FloatVector w3 = all(weights[w + 3]);
      a30 = v0.fma(w3, a30);
      a31 = v1.fma(w3, a31);
      a32 = v2.fma(w3, a32);
      a33 = v3.fma(w3, a33);
      w += 4;
      e++;
      offset = offsets[e];
    }
    int[] to = this.to;
    int y0 = write[0];
    int y1 = write[1];
    int y2 = write[2];
    int y3 = write[3];
    a00.intoArray(y, to[0] + y0);
    a01.intoArray(y, to[0] + y1);
    a02.intoArray(y, to[0] + y2);
    a03.intoArray(y, to[0] + y3);
    a10.intoArray(y, to[1] + y0);
    a11.intoArray(y, to[1] + y1);
    a12.intoArray(y, to[1] + y2);
    a13.intoArray(y, to[1] + y3);
    a20.intoArray(y, to[2] + y0);
    a21.intoArray(y, to[2] + y1);
    a22.intoArray(y, to[2] + y2);
    a23.intoArray(y, to[2] + y3);
    a30.intoArray(y, to[3] + y0);
    a31.intoArray(y, to[3] + y1);
    a32.intoArray(y, to[3] + y2);
    a33.intoArray(y, to[3] + y3);
  }

  /** Places that read anywhere. */
  private void apart(float[] x, int at, int weight, int first, float[] before, float[] y) {
    int[] from = this.from;
    int p0 = begin[0];
    int p1 = begin[1];
    int p2 = begin[2];
    int p3 = begin[3];
    FloatVector a00 = load(before, from[0] + p0);
    FloatVector a01 = load(before, from[0] + p1);
    FloatVector a02 = load(before, from[0] + p2);
    FloatVector a03 = load(before, from[0] + p3);
    FloatVector a10 = load(before, from[1] + p0);
    FloatVector a11 = load(before, from[1] + p1);
    FloatVector a12 = load(before, from[1] + p2);
    FloatVector a13 = load(before, from[1] + p3);
    FloatVector a20 = load(before, from[2] + p0);
    FloatVector a21 = load(before, from[2] + p1);
    FloatVector a22 = load(before, from[2] + p2);
    FloatVector a23 = load(before, from[2] + p3);
    FloatVector a30 = load(before, from[3] + p0);
    FloatVector a31 = load(before, from[3] + p1);
    FloatVector a32 = load(before, from[3] + p2);
    FloatVector a33 = load(before, from[3] + p3);
    float[] weights = this.weights;
    int[] offsets = this.offsets;
    int x0 = at + read[0];
    int x1 = at + read[1];
    int x2 = at + read[2];
    int x3 = at + read[3];
    int w = weight;
    int e = first;
    int offset = offsets[e];
    while (offset >= 0) {
      FloatVector v0 = load(x, x0 + offset);
      FloatVector v1 = load(x, x1 + offset);
      FloatVector v2 = load(x, x2 + offset);
      FloatVector v3 = load(x, x3 + offset);
      FloatVector w0 = all(weights[w]);
      a00 = v0.fma(w0, a00);
      a01 = v1.fma(w0, a01);
      a02 = v2.fma(w0, a02);
      a03 = v3.fma(w0, a03);
      FloatVector w1 = all(weights[w + 1]);
      a10 = v0.fma(w1, a10);
      a11 = v1.fma(w1, a11);
      a12 = v2.fma(w1, a12);
      a13 = v3.fma(w1, a13);
      FloatVector w2 = all(weights[w + 2]);
      a20 = v0.fma(w2, a20);
      a21 = v1.fma(w2, a21);
      a22 = v2.fma(w2, a22);
      a23 = v3.fma(w2, a23);
      FloatVector w3 = all(weights[w + 3]);
      a30 = v0.fma(w3, a30);
      a31 = v1.fma(w3, a31);
      a32 = v2.fma(w3, a32);
      a33 = v3.fma(w3, a33);
      w += 4;
      e++;
      offset = offsets[e];
    }
    int[] to = this.to;
    if ((fresh & 1) != 0) {
      int c = write[0];
      a00.intoArray(y, to[0] + c);
      a10.intoArray(y, to[1] + c);
      a20.intoArray(y, to[2] + c);
      a30.intoArray(y, to[3] + c);
    }
    if ((fresh & 2) != 0) {
      int c = write[1];
      a01.intoArray(y, to[0] + c);
      a11.intoArray(y, to[1] + c);
      a21.intoArray(y, to[2] + c);
      a31.intoArray(y, to[3] + c);
    }
    if ((fresh & 4) != 0) {
      int c = write[2];
      a02.intoArray(y, to[0] + c);
      a12.intoArray(y, to[1] + c);
      a22.intoArray(y, to[2] + c);
      a32.intoArray(y, to[3] + c);
    }
    if ((fresh & 8) != 0) {
      int c = write[3];
      a03.intoArray(y, to[0] + c);
      a13.intoArray(y, to[1] + c);
      a23.intoArray(y, to[2] + c);
      a33.intoArray(y, to[3] + c);
    }
  }
}
