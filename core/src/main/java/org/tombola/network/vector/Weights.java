package org.tombola.network.vector;

import java.util.ArrayList;
import java.util.List;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.vector.Sums.Stand;
import org.tombola.network.vector.Tiling.Steps;

/**
 * The sums that a layer's weights make: forward, and back to its input. Back, an input's place
 * takes the outputs that read it; where the stride is s, every s-th row and column is read by the
 * same taps, so there are s x s sums.
 */
record Weights(Sums forward, List<Sums> backward) {

  /** Kernel, stride and padding, each height then width. */
  record Window(int[] sides) {
    int kernel(int axis) {
      return sides[axis];
    }

    int stride(int axis) {
      return sides[2 + axis];
    }

    int padding(int axis) {
      return sides[4 + axis];
    }

    /** How far it looks over an edge of a map of {@code in} rows or columns. */
    int forwardHalo(int axis, int in, int out) {
      int last = (out - 1) * stride(axis) - padding(axis) + kernel(axis) - 1;
      return Math.max(padding(axis), last - (in - 1));
    }

    /** How far its gradient looks over an edge of the output's. */
    int backwardHalo(int axis, int in, int out) {
      int halo = 0;
      for (int place = 0; place < in; place++) {
        for (int tap = 0; tap < kernel(axis); tap++) {
          int from = place + padding(axis) - tap;
          if (from % stride(axis) == 0) {
            int there = from / stride(axis);
            halo = Math.max(halo, Math.max(-there, there - (out - 1)));
          }
        }
      }
      return halo;
    }
  }

  private static int[] channels(Maps maps) {
    int[] at = new int[maps.channels()];
    for (int c = 0; c < at.length; c++) {
      at[c] = c * maps.channel();
    }
    return at;
  }

  /** Every place of a map, channel by channel, row by row. */
  static int[] everywhere(Maps maps) {
    int[] at = new int[maps.channels() * maps.height() * maps.width()];
    int i = 0;
    for (int c = 0; c < maps.channels(); c++) {
      for (int r = 0; r < maps.height(); r++) {
        for (int column = 0; column < maps.width(); column++) {
          at[i++] = c * maps.channel() + maps.origin() + r * maps.row() + column * Lanes.COUNT;
        }
      }
    }
    return at;
  }

  /** A dense layer on maps read as a row, or on a row. */
  static Weights dense(Slice slice, Maps in, Maps out) {
    int[] reads = everywhere(in);
    int[] writes = everywhere(out);
    Stand stand = stand(slice);
    int[] none = {0};
    Steps here = new Steps(0, 0, 0);
    Tiling one = new Tiling(1, 1, here, here);
    return new Weights(
        new Sums(writes, reads, none, none, stand, one),
        List.of(new Sums(reads, writes, none, none, turned(stand), one)));
  }

  private static Stand stand(Slice slice) {
    int first = slice.place(0, 0, 0);
    return new Stand(
        first,
        slice.outputs() > 1 ? slice.place(1, 0, 0) - first : 0,
        slice.inputs() > 1 ? slice.place(0, 1, 0) - first : 0);
  }

  private static Stand turned(Stand stand) {
    return new Stand(stand.first(), stand.input(), stand.output());
  }

  /** A convolution. */
  static Weights convolution(Slice slice, Maps in, Maps out, Window window) {
    int kernel = window.kernel(1);
    int[] taps = new int[window.kernel(0) * kernel];
    int[] places = new int[taps.length];
    for (int t = 0; t < taps.length; t++) {
      taps[t] = t / kernel * in.row() + t % kernel * Lanes.COUNT;
      places[t] = t;
    }
    int corner = in.origin() - window.padding(0) * in.row() - window.padding(1) * Lanes.COUNT;
    Steps read = new Steps(corner, window.stride(0) * in.row(), window.stride(1) * Lanes.COUNT);
    Steps write = new Steps(out.origin(), out.row(), Lanes.COUNT);
    Sums forward =
        new Sums(
            channels(out),
            channels(in),
            taps,
            places,
            stand(slice),
            new Tiling(out.height(), out.width(), read, write));
    List<Sums> backward = new ArrayList<>();
    for (int r = 0; r < Math.min(window.stride(0), in.height()); r++) {
      for (int c = 0; c < Math.min(window.stride(1), in.width()); c++) {
        backward.add(backward(slice, in, out, window, r, c));
      }
    }
    return new Weights(forward, backward);
  }

  /** The gradient by every stride-th row and column from a first one on. */
  private static Sums backward(Slice slice, Maps in, Maps out, Window window, int row, int column) {
    List<int[]> taps = new ArrayList<>();
    int least = 0;
    for (int y = 0; y < window.kernel(0); y++) {
      for (int x = 0; x < window.kernel(1); x++) {
        int down = row + window.padding(0) - y;
        int right = column + window.padding(1) - x;
        if (down % window.stride(0) == 0 && right % window.stride(1) == 0) {
          int at = down / window.stride(0) * out.row() + right / window.stride(1) * Lanes.COUNT;
          least = Math.min(least, at);
          taps.add(new int[] {at, y * window.kernel(1) + x});
        }
      }
    }
    int shift = least;
    Steps read = new Steps(out.origin() + shift, out.row(), Lanes.COUNT);
    Steps write =
        new Steps(
            in.origin() + row * in.row() + column * Lanes.COUNT,
            window.stride(0) * in.row(),
            window.stride(1) * Lanes.COUNT);
    return new Sums(
        channels(in),
        channels(out),
        taps.stream().mapToInt(tap -> tap[0] - shift).toArray(),
        taps.stream().mapToInt(tap -> tap[1]).toArray(),
        turned(stand(slice)),
        new Tiling(
            (in.height() - row - 1) / window.stride(0) + 1,
            (in.width() - column - 1) / window.stride(1) + 1,
            read,
            write));
  }
}
