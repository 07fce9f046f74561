package org.tombola.data;

/** How pictures of other sizes become those that a network reads. */
public enum Fit {
  /** They must have the size; any other is refused. */
  EXACT,
  /** Scaled to the size; what had another ratio of sides is stretched. */
  RESIZE,
  /** Scaled until they cover the size, then cut to the middle. */
  CENTRE_CROP
}
