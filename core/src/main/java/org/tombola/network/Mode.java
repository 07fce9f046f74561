package org.tombola.network;

/** Which statistics batch normalisation uses in a forward pass. */
public enum Mode {
  /** Statistics of the batch; the running ones are updated. */
  TRAIN,
  /** Statistics of the batch; nothing is updated. */
  BATCH,
  /** The running statistics; nothing is updated. */
  EVAL
}
