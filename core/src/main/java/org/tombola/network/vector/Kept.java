package org.tombola.network.vector;

/** Weights in the form in which a kernel reads them: their values as of the last refresh. */
interface Kept {
  /** Computes a tile of all outputs. */
  void run(Ends ends, int tile);
}
