package org.tombola.network.vector;

import static org.tombola.network.vector.Lanes.COUNT;
import static org.tombola.network.vector.Lanes.SPECIES;
import static org.tombola.network.vector.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Gradients by single weights: a tile of the output's gradient stays in registers while a row of
 * weights goes by, each of which adds the products with its inputs to 16 lanes of its own.
 */
final class GradientKernel {
  private final Tiling tiling;
  private final int[] outputs;
  private final int[] offsets;
  private final GradientRows.Source source;
  private final float[] partial;

  /** A tile of the output's gradient, with zeros at places that an earlier tile has. */
  private final float[] once = new float[COUNT * COUNT + Lanes.FIRST];

  GradientKernel(Sums sums, int[] offsets, GradientRows.Source source, float[] partial) {
    this.tiling = sums.tiling();
    this.outputs = sums.outputs();
    this.offsets = offsets;
    this.source = source;
    this.partial = partial;
  }

  private static FloatVector load(float[] array, int index) {
    return FloatVector.fromArray(SPECIES, array, index);
  }

  /**
   * Adds a tile of a block to the weights of a row.
   *
   * @param row its first offset
   * @param sums index of its first weight's 16 lanes
   */
  void run(int block, int tile, int output, int row, int sums) {
    int[] table = tiling.table;
    int columns = tiling.columns;
    int at = tile * Tiling.STRIDE;
    int y = Lanes.FIRST + block * source.outputBlock() + outputs[output];
    float[] dy = source.dy();
    int[] quads = {y + table[at + 4], y + table[at + 5], y + table[at + 6], y + table[at + 7]};
    int step = tiling.writeStep;
    if (!tiling.fresh(tile)) {
      for (int q = 0; q < 4; q++) {
        for (int c = 0; c < columns; c++) {
          int to = Lanes.FIRST + (q * columns + c) * COUNT;
          if ((tiling.fresh[tile] >> q * columns + c & 1) != 0) {
            System.arraycopy(dy, quads[q] + c * step, once, to, COUNT);
          } else {
            Arrays.fill(once, to, to + COUNT, 0);
          }
        }
        quads[q] = Lanes.FIRST + q * columns * COUNT;
      }
      dy = once;
      step = COUNT;
    }
    int x = Lanes.FIRST + block * source.block();
    for (int lane = 0; lane < COUNT; lane += WIDTH) {
      if (columns == 1) {
        singles(at, x + lane, dy, quads, lane, row, sums);
      } else if (tiling.readStep == COUNT) {
        quads(at, x + lane, dy, quads, lane, step, row, sums);
      } else {
        stridedQuads(at, x + lane, dy, quads, lane, step, row, sums);
      }
    }
  }

  private void quads(
      int at, int from, float[] dy, int[] quads, int lane, int step, int row, int sums) {
    int[] table = tiling.table;
    int[] offsets = this.offsets;
    float[] x = source.x();
    float[] partial = this.partial;
    int x0 = table[at] + from;
    int x1 = table[at + 1] + from;
    int x2 = table[at + 2] + from;
    int x3 = table[at + 3] + from;
    int y0 = quads[0] + lane;
    int y1 = quads[1] + lane;
    int y2 = quads[2] + lane;
    int y3 = quads[3] + lane;
    FloatVector d00 = load(dy, y0);
    FloatVector d01 = load(dy, y0 + step);
    FloatVector d02 = load(dy, y0 + 2 * step);
    FloatVector d03 = load(dy, y0 + 3 * step);
    FloatVector d10 = load(dy, y1);
    FloatVector d11 = load(dy, y1 + step);
    FloatVector d12 = load(dy, y1 + 2 * step);
    FloatVector d13 = load(dy, y1 + 3 * step);
    FloatVector d20 = load(dy, y2);
    FloatVector d21 = load(dy, y2 + step);
    FloatVector d22 = load(dy, y2 + 2 * step);
    FloatVector d23 = load(dy, y2 + 3 * step);
    FloatVector d30 = load(dy, y3);
    FloatVector d31 = load(dy, y3 + step);
    FloatVector d32 = load(dy, y3 + 2 * step);
    FloatVector d33 = load(dy, y3 + 3 * step);
    int to = sums + lane;
    int e = row;
    int offset = offsets[e];
    while (offset >= 0) {
      int p0 = x0 + offset;
      int p1 = x1 + offset;
      int p2 = x2 + offset;
      int p3 = x3 + offset;
      FloatVector s = load(partial, to);
      s = d00.fma(load(x, p0), s);
      s = d01.fma(load(x, p0 + 16), s);
      s = d02.fma(load(x, p0 + 32), s);
      s = d03.fma(load(x, p0 + 48), s);
      s = d10.fma(load(x, p1), s);
      s = d11.fma(load(x, p1 + 16), s);
      s = d12.fma(load(x, p1 + 32), s);
      s = d13.fma(load(x, p1 + 48), s);
      s = d20.fma(load(x, p2), s);
      s = d21.fma(load(x, p2 + 16), s);
      s = d22.fma(load(x, p2 + 32), s);
      s = d23.fma(load(x, p2 + 48), s);
      s = d30.fma(load(x, p3), s);
      s = d31.fma(load(x, p3 + 16), s);
      s = d32.fma(load(x, p3 + 32), s);
      s = d33.fma(load(x, p3 + 48), s);
      s.intoArray(partial, to);
      to += COUNT;
      e++;
      offset = offsets[e];
    }
  }

  /** The same where neighbours read every second column. */
  private void stridedQuads(
      int at, int from, float[] dy, int[] quads, int lane, int step, int row, int sums) {
    int[] table = tiling.table;
    int[] offsets = this.offsets;
    float[] x = source.x();
    float[] partial = this.partial;
    int x0 = table[at] + from;
    int x1 = table[at + 1] + from;
    int x2 = table[at + 2] + from;
    int x3 = table[at + 3] + from;
    int y0 = quads[0] + lane;
    int y1 = quads[1] + lane;
    int y2 = quads[2] + lane;
    int y3 = quads[3] + lane;
    FloatVector d00 = load(dy, y0);
    FloatVector d01 = load(dy, y0 + step);
    FloatVector d02 = load(dy, y0 + 2 * step);
    FloatVector d03 = load(dy, y0 + 3 * step);
    FloatVector d10 = load(dy, y1);
    FloatVector d11 = load(dy, y1 + step);
    FloatVector d12 = load(dy, y1 + 2 * step);
    FloatVector d13 = load(dy, y1 + 3 * step);
    FloatVector d20 = load(dy, y2);
    FloatVector d21 = load(dy, y2 + step);
    FloatVector d22 = load(dy, y2 + 2 * step);
    FloatVector d23 = load(dy, y2 + 3 * step);
    FloatVector d30 = load(dy, y3);
    FloatVector d31 = load(dy, y3 + step);
    FloatVector d32 = load(dy, y3 + 2 * step);
    FloatVector d33 = load(dy, y3 + 3 * step);
    int to = sums + lane;
    int e = row;
    int offset = offsets[e];
    while (offset >= 0) {
      int p0 = x0 + offset;
      int p1 = x1 + offset;
      int p2 = x2 + offset;
      int p3 = x3 + offset;
      FloatVector s = load(partial, to);
      s = d00.fma(load(x, p0), s);
      s = d01.fma(load(x, p0 + 32), s);
      s = d02.fma(load(x, p0 + 64), s);
      s = d03.fma(load(x, p0 + 96), s);
      s = d10.fma(load(x, p1), s);
      s = d11.fma(load(x, p1 + 32), s);
      s = d12.fma(load(x, p1 + 64), s);
      s = d13.fma(load(x, p1 + 96), s);
      s = d20.fma(load(x, p2), s);
      s = d21.fma(load(x, p2 + 32), s);
      s = d22.fma(load(x, p2 + 64), s);
      s = d23.fma(load(x, p2 + 96), s);
      s = d30.fma(load(x, p3), s);
      s = d31.fma(load(x, p3 + 32), s);
      s = d32.fma(load(x, p3 + 64), s);
      s = d33.fma(load(x, p3 + 96), s);
      s.intoArray(partial, to);
      to += COUNT;
      e++;
      offset = offsets[e];
    }
  }

  private void singles(int at, int from, float[] dy, int[] quads, int lane, int row, int sums) {
    int[] table = tiling.table;
    int[] offsets = this.offsets;
    float[] x = source.x();
    float[] partial = this.partial;
    int x0 = table[at] + from;
    int x1 = table[at + 1] + from;
    int x2 = table[at + 2] + from;
    int x3 = table[at + 3] + from;
    FloatVector d0 = load(dy, quads[0] + lane);
    FloatVector d1 = load(dy, quads[1] + lane);
    FloatVector d2 = load(dy, quads[2] + lane);
    FloatVector d3 = load(dy, quads[3] + lane);
    int to = sums + lane;
    int e = row;
    int offset = offsets[e];
    while (offset >= 0) {
      FloatVector s = load(partial, to);
      s = d0.fma(load(x, x0 + offset), s);
      s = d1.fma(load(x, x1 + offset), s);
      s = d2.fma(load(x, x2 + offset), s);
      s = d3.fma(load(x, x3 + offset), s);
      s.intoArray(partial, to);
      to += COUNT;
      e++;
      offset = offsets[e];
    }
  }
}
