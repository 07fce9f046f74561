package org.tombola.network.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * The places of a map, cut into tiles that a kernel computes at once: four quads of four columns
 * that lie side by side, or four single places where a map is narrower. Where they do not go up,
 * quads of one tile overlap: what two of them compute is the same, and no other tile has a part in
 * it.
 */
final class Tiling {
  /** Numbers of a tile in the table: where its quads read, then where they write. */
  static final int STRIDE = 8;

  /** Quads of a tile. */
  static final int QUADS = 4;

  /** Columns of a quad: 4, or 1. */
  final int columns;

  /** Numbers between what neighbours of a quad read, and what they write. */
  final int readStep;

  final int writeStep;

  /** [tiles][8]. */
  final int[] table;

  /** Of each tile the places that no tile before it has: bit quad times columns plus column. */
  final int[] fresh;

  /** Numbers from a map's first to its place at a row and a column. */
  record Steps(int origin, int row, int column) {
    int at(int r, int c) {
      return origin + r * row + c * column;
    }
  }

  Tiling(int height, int width, Steps read, Steps write) {
    boolean near = read.column == Lanes.COUNT || read.column == 2 * Lanes.COUNT;
    columns = near && width >= 4 ? 4 : 1;
    readStep = read.column;
    writeStep = write.column;
    List<int[]> quads = new ArrayList<>();
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c += columns) {
        int first = Math.min(c, width - columns);
        int seen = c - first;
        if (seen > 0 && quads.size() % QUADS == 0) {
          // the quad before, with which it shares columns, comes into this tile too
          quads.add(quads.size() - 1, none(quads.get(quads.size() - 2)));
        }
        int bits = (1 << columns) - (1 << seen);
        quads.add(new int[] {read.at(r, first), write.at(r, first), bits});
      }
    }
    while (quads.size() % QUADS != 0) {
      quads.add(none(quads.get(quads.size() - 1)));
    }
    fresh = new int[quads.size() / QUADS];
    table = new int[fresh.length * STRIDE];
    for (int i = 0; i < quads.size(); i++) {
      int tile = i / QUADS;
      int q = i % QUADS;
      table[tile * STRIDE + q] = quads.get(i)[0];
      table[tile * STRIDE + QUADS + q] = quads.get(i)[1];
      fresh[tile] |= quads.get(i)[2] << q * columns;
    }
  }

  /** A quad once more, in the same tile, for the sake of the number four. */
  private static int[] none(int[] quad) {
    return new int[] {quad[0], quad[1], 0};
  }

  int tiles() {
    return fresh.length;
  }

  /** Whether no tile before has any of its places. */
  boolean fresh(int tile) {
    return fresh[tile] == (1 << QUADS * columns) - 1;
  }

  /** Columns of a quad that it is the first to have, as bits; none for one that only fills up. */
  int fresh(int tile, int quad) {
    return fresh[tile] >> quad * columns & (1 << columns) - 1;
  }
}
