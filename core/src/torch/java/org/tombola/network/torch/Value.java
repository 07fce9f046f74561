package org.tombola.network.torch;

/** What a step gives: maps or a row for each image. */
final class Value {
  final int number;
  final int channels;
  final int height;
  final int width;

  /** Whether it is [batch, channels, height, width], or [batch, numbers]. */
  final boolean spatial;

  /** Whether a trained parameter stands before it. */
  boolean trained;

  /** Steps that read it. */
  int readers;

  /** Whether it is an array of its own, which one reader alone may write over. */
  boolean own;

  /** Whether a step going back reads it. */
  boolean needed;

  Value(int number, int channels, int height, int width, boolean spatial) {
    this.number = number;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.spatial = spatial;
  }

  long[] shape(long batch) {
    return spatial
        ? new long[] {batch, channels, height, width}
        : new long[] {batch, (long) channels * height * width};
  }
}
