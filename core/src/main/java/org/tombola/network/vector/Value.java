package org.tombola.network.vector;

/** What a step reads or makes: maps of a shape, and where they and their gradient are kept. */
final class Value {
  final String name;
  final int channels;
  final int height;
  final int width;

  /** Zeros around each map. */
  int halo;

  /** Whether a trained parameter stands before it. */
  boolean trained;

  /** Steps that read it. */
  int readers;

  /** Index of the step that makes it; -1 for the images. */
  int producer = -1;

  /** Which array holds it. */
  int slot = -1;

  /** Which array holds its gradient; -1 until one is chosen. */
  int gradientSlot = -1;

  Value(String name, int channels, int height, int width) {
    this.name = name;
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  Maps maps() {
    return new Maps(channels, height, width, halo);
  }
}
