package org.tombola.network.vector;

import static org.tombola.network.vector.Lanes.COUNT;
import static org.tombola.network.vector.Lanes.SPECIES;
import static org.tombola.network.vector.Lanes.WIDTH;

import jdk.incubator.vector.FloatVector;

/** Sums of all weights: four outputs at four places stay in registers while the inputs go by. */
final class DenseKernel {
  private final int[] read = new int[4];
  private final int[] write = new int[4];
  private final int[] offsets;
  private final float[] weights;

  /**
   * At a quad of a tile, or at its four single places. A column that the quad before has is passed
   * over: the next one fills up.
   *
   * @param offsets of the inputs, in blocks ended by -1
   * @param weights four an input and tap
   */
  DenseKernel(Tiling tiling, int tile, int quad, int[] offsets, float[] weights) {
    this.offsets = offsets;
    this.weights = weights;
    int at = tile * Tiling.STRIDE + quad;
    int seen = Integer.numberOfTrailingZeros(tiling.fresh(tile, quad));
    for (int i = 0; i < 4; i++) {
      boolean single = tiling.columns == 1;
      int column = single ? 0 : Math.max(i, seen);
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
    for (int lane = 0; lane < COUNT; lane += WIDTH) {
      int from = ends.from() + lane;
      int to = ends.to() + lane;
      block(
          ends.x(),
          from + read[0],
          from + read[1],
          from + read[2],
          from + read[3],
          ends.y(),
          to + write[0],
          to + write[1],
          to + write[2],
          to + write[3],
          outputs,
          group,
          at,
          ends.start(),
          lane,
          weights,
          weight,
          offsets,
          first);
    }
  }

  private static void block(
      float[] x,
      int x0,
      int x1,
      int x2,
      int x3,
      float[] y,
      int y0,
      int y1,
      int y2,
      int y3,
      int[] outputs,
      int[] group,
      int at,
      float @org.jspecify.annotations.Nullable [] start,
      int lane,
      float[] weights,
      int weight,
      int[] offsets,
      int first) {
    int g0 = group[at];
    int g1 = group[at + 1];
    int g2 = group[at + 2];
    int g3 = group[at + 3];
    int o0 = outputs[g0];
    int o1 = outputs[g1];
    int o2 = outputs[g2];
    int o3 = outputs[g3];
    boolean adds = start == null;
    float[] before = start == null ? y : start;
    FloatVector a00 = load(before, adds ? y0 + o0 : g0 * COUNT + lane);
    FloatVector a01 = load(before, adds ? y1 + o0 : g0 * COUNT + lane);
    FloatVector a02 = load(before, adds ? y2 + o0 : g0 * COUNT + lane);
    FloatVector a03 = load(before, adds ? y3 + o0 : g0 * COUNT + lane);
    FloatVector a10 = load(before, adds ? y0 + o1 : g1 * COUNT + lane);
    FloatVector a11 = load(before, adds ? y1 + o1 : g1 * COUNT + lane);
    FloatVector a12 = load(before, adds ? y2 + o1 : g1 * COUNT + lane);
    FloatVector a13 = load(before, adds ? y3 + o1 : g1 * COUNT + lane);
    FloatVector a20 = load(before, adds ? y0 + o2 : g2 * COUNT + lane);
    FloatVector a21 = load(before, adds ? y1 + o2 : g2 * COUNT + lane);
    FloatVector a22 = load(before, adds ? y2 + o2 : g2 * COUNT + lane);
    FloatVector a23 = load(before, adds ? y3 + o2 : g2 * COUNT + lane);
    FloatVector a30 = load(before, adds ? y0 + o3 : g3 * COUNT + lane);
    FloatVector a31 = load(before, adds ? y1 + o3 : g3 * COUNT + lane);
    FloatVector a32 = load(before, adds ? y2 + o3 : g3 * COUNT + lane);
    FloatVector a33 = load(before, adds ? y3 + o3 : g3 * COUNT + lane);
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
    a00.intoArray(y, y0 + o0);
    a01.intoArray(y, y1 + o0);
    a02.intoArray(y, y2 + o0);
    a03.intoArray(y, y3 + o0);
    a10.intoArray(y, y0 + o1);
    a11.intoArray(y, y1 + o1);
    a12.intoArray(y, y2 + o1);
    a13.intoArray(y, y3 + o1);
    a20.intoArray(y, y0 + o2);
    a21.intoArray(y, y1 + o2);
    a22.intoArray(y, y2 + o2);
    a23.intoArray(y, y3 + o2);
    a30.intoArray(y, y0 + o3);
    a31.intoArray(y, y1 + o3);
    a32.intoArray(y, y2 + o3);
    a33.intoArray(y, y3 + o3);
  }
}
