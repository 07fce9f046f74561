package org.tombola.attack;

/** A network trained beside the one attacked, to craft examples on. */
public enum Twin {
  /** All weights, trained the same way with the same seed. */
  DENSE,
  /** The same in all but its seed, which is the next one. */
  NEXT_SEED
}
