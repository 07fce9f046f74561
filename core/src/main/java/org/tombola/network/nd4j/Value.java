package org.tombola.network.nd4j;

/**
 * One array of a network's wiring: an activation of a given shape per example, and where it and its
 * gradient are kept.
 */
final class Value {
  final String name;
  final int channels;
  final int height;
  final int width;

  /** Slot of the activation; a step that works in place shares its input's. */
  int slot = -1;

  /** Whether other values stand in the same slot, so that nothing may be written over it. */
  boolean shared;

  /** Slot of the gradient by this value. */
  int gradientSlot = -1;

  /** Whether a trained parameter stands before it. */
  boolean trained;

  /** Whether it is a map per example, [batch, channels, height, width], or a row, [batch, size]. */
  final boolean spatial;

  Value(String name, int channels, int height, int width, boolean spatial) {
    this.name = name;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.spatial = spatial;
  }

  int size() {
    return channels * height * width;
  }

  long[] shape(int batch) {
    return spatial ? new long[] {batch, channels, height, width} : new long[] {batch, size()};
  }
}
