package org.tombola.threat;

/** How the size of a perturbation is measured. */
public enum Norm {
  /** Largest absolute change of a pixel. */
  LINF,
  /** Euclidean length of the change of an image. */
  L2
}
