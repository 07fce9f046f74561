package org.tombola.network.vector;

/**
 * How a value lies in an array: [block][channel][row][column][16 images]. Zeros stand around each
 * map, so that kernels may look over its edges: rows above and below, and columns between one row
 * and the next, which both share.
 *
 * @param halo how far a reader looks over an edge
 */
record Maps(int channels, int height, int width, int halo) {
  /** Numbers from a place to the one below. */
  int row() {
    return (width + halo) * Lanes.COUNT;
  }

  /** Numbers from a channel's first to its first place. */
  int origin() {
    return halo * row() + halo * Lanes.COUNT;
  }

  /**
   * Numbers from a channel to the next: an odd number of lines, which spreads them over a cache.
   */
  int channel() {
    int places = (height + 2 * halo) * (width + halo) + halo;
    return (places | 1) * Lanes.COUNT;
  }

  /** Numbers from a block to the next. */
  int block() {
    return Math.multiplyExact(channels, channel());
  }

  /** Index of a channel's first place. */
  int at(int block, int channel) {
    return Lanes.FIRST + block * block() + channel * channel() + origin();
  }

  /** Places from a map's first to its last, those of zeros between its rows included. */
  int run() {
    return (height - 1) * (width + halo) + width;
  }

  /** Length of an array of so many blocks. */
  int length(int blocks) {
    return Math.addExact(Lanes.FIRST, Math.multiplyExact(blocks, block()));
  }
}
