package org.tombola.network.vector;

import static org.tombola.network.vector.Lanes.COUNT;

import java.util.Arrays;
import org.tombola.network.vector.Weights.Window;

/** Largest or mean of each window of a map; a mean counts the padding too. */
final class PoolingStep extends Step {
  /** What a window gives. */
  enum Kind {
    LARGEST,
    MEAN
  }

  private final Kind kind;
  private final Window window;

  PoolingStep(String name, Value output, Value input, Kind kind, Window window) {
    super(name, output, input);
    this.kind = kind;
    this.window = window;
  }

  /** The part of a window that lies in the map, as first and end. */
  private int first(int axis, int place) {
    return Math.max(0, place * window.stride(axis) - window.padding(axis));
  }

  private int end(int axis, int place, int side) {
    int end = place * window.stride(axis) - window.padding(axis) + window.kernel(axis);
    return Math.min(side, end);
  }

  @Override
  void forward(Buffers buffers, Run run, int block) {
    Maps in = inputs[0].maps();
    Maps out = output.maps();
    float[] x = buffers.value(inputs[0]);
    float[] y = buffers.value(output);
    for (int c = 0; c < out.channels(); c++) {
      for (int r = 0; r < out.height(); r++) {
        for (int column = 0; column < out.width(); column++) {
          int to = out.at(block, c) + r * out.row() + column * COUNT;
          Arrays.fill(y, to, to + COUNT, kind == Kind.MEAN ? 0 : Float.NEGATIVE_INFINITY);
          for (int i = first(0, r); i < end(0, r, in.height()); i++) {
            int row = in.at(block, c) + i * in.row();
            for (int j = first(1, column); j < end(1, column, in.width()); j++) {
              take(x, row + j * COUNT, y, to);
            }
          }
          if (kind == Kind.MEAN) {
            float area = window.kernel(0) * window.kernel(1);
            for (int lane = 0; lane < COUNT; lane++) {
              y[to + lane] /= area;
            }
          }
        }
      }
    }
  }

  private void take(float[] x, int from, float[] y, int to) {
    if (kind == Kind.MEAN) {
      for (int lane = 0; lane < COUNT; lane++) {
        y[to + lane] += x[from + lane];
      }
    } else {
      for (int lane = 0; lane < COUNT; lane++) {
        y[to + lane] = Math.max(y[to + lane], x[from + lane]);
      }
    }
  }

  @Override
  void backward(Buffers buffers, Run run, int block) {
    Maps in = inputs[0].maps();
    Maps out = output.maps();
    float[] x = buffers.value(inputs[0]);
    float[] y = buffers.value(output);
    float[] dy = buffers.gradient(output);
    float[] dx = buffers.gradient(inputs[0]);
    float[] left = new float[COUNT];
    for (int c = 0; c < out.channels(); c++) {
      if (!adds[0]) {
        clear(dx, in, in.at(block, c));
      }
      for (int r = 0; r < out.height(); r++) {
        for (int column = 0; column < out.width(); column++) {
          int from = out.at(block, c) + r * out.row() + column * COUNT;
          System.arraycopy(dy, from, left, 0, COUNT);
          for (int i = first(0, r); i < end(0, r, in.height()); i++) {
            int row = in.at(block, c) + i * in.row();
            for (int j = first(1, column); j < end(1, column, in.width()); j++) {
              if (kind == Kind.MEAN) {
                share(left, dx, row + j * COUNT);
              } else {
                give(x, row + j * COUNT, y, from, left, dx);
              }
            }
          }
        }
      }
    }
  }

  private static void clear(float[] dx, Maps in, int at) {
    for (int r = 0; r < in.height(); r++) {
      int row = at + r * in.row();
      Arrays.fill(dx, row, row + in.width() * COUNT, 0);
    }
  }

  private void share(float[] left, float[] dx, int to) {
    float area = window.kernel(0) * window.kernel(1);
    for (int lane = 0; lane < COUNT; lane++) {
      dx[to + lane] += left[lane] / area;
    }
  }

  /** The first of the largest gets all. */
  private static void give(float[] x, int place, float[] y, int at, float[] left, float[] dx) {
    for (int lane = 0; lane < COUNT; lane++) {
      boolean largest = x[place + lane] == y[at + lane];
      dx[place + lane] += largest ? left[lane] : 0;
      left[lane] = largest ? 0 : left[lane];
    }
  }
}
