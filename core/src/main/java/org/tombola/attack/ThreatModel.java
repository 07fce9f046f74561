package org.tombola.attack;

/**
 * What an attacker may do: move an image within a ball, inside the pixel range [0,1].
 *
 * @param norm how the move is measured
 * @param epsilon the radius of the ball, in pixel units
 */
public record ThreatModel(Norm norm, Epsilon epsilon) {
  /** l-infinity, 8/255: the CIFAR setting of the field. */
  public ThreatModel() {
    this(Norm.LINF, Epsilon.parse("8/255"));
  }

  /** Checks the radius. */
  public ThreatModel {
    if (norm == Norm.LINF && epsilon.value() > 1) {
      throw new IllegalArgumentException(
          "epsilon is in pixel units, 0 to 1 (write 8/255), not " + epsilon);
    }
  }
}
