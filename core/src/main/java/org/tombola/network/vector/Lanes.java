package org.tombola.network.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sixteen images side by side: the innermost axis of every array, whatever the machine's registers
 * hold. Where they hold less, a loop goes over the parts; each number is computed alike.
 */
final class Lanes {
  /** Images of a block. */
  static final int COUNT = 16;

  /** What a register holds. */
  static final VectorSpecies<Float> SPECIES = species();

  /** Numbers a register holds. */
  static final int WIDTH = SPECIES.length();

  /**
   * Index of an array's first number: on the heaps of common collectors large arrays start 16 bytes
   * into a line of the cache, so that from here on every place of a map is one line.
   */
  static final int FIRST = 12;

  private Lanes() {}

  private static VectorSpecies<Float> species() {
    VectorSpecies<Float> preferred = FloatVector.SPECIES_PREFERRED;
    if (preferred.length() >= COUNT) {
      return FloatVector.SPECIES_512;
    }
    return preferred.length() == 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  }

  /** Blocks that hold a batch. */
  static int blocks(int batch) {
    return (batch + COUNT - 1) / COUNT;
  }

  /** Images in a block of a batch. */
  static int filled(int batch, int block) {
    return Math.min(COUNT, batch - block * COUNT);
  }
}
