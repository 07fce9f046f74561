package org.tombola.network;

/**
 * A gradient by a network's parameters, where its engine keeps it: an optimiser's step does not
 * need it anywhere else.
 */
public interface Gradient {
  /** A copy, [length of the layout]. */
  float[] values();

  /**
   * Adds another of the same network, or of one beside it.
   *
   * @return this one
   */
  Gradient plus(Gradient other);
}
