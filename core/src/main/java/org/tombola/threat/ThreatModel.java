package org.tombola.threat;

import org.tombola.method.Names;
import org.tombola.method.Refusal;

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
    require(norm, epsilon);
  }

  /** Refuses a radius that no attack can have. */
  public static void require(Norm norm, Epsilon epsilon) {
    if (!(epsilon.value() > 0)) {
      throw new Refusal("epsilon", "must be above 0, not " + epsilon);
    }
    if (norm == Norm.LINF && epsilon.value() > 1) {
      throw new Refusal("epsilon", "must be in pixel units, 0 to 1 (write 8/255), not " + epsilon);
    }
  }

  /** Whether another is the same, however its radius is written. */
  public boolean same(ThreatModel other) {
    return norm == other.norm && epsilon.value() == other.epsilon.value();
  }

  /** As in "linf 8/255". */
  public String words() {
    return Names.kebab(norm) + " " + epsilon;
  }
}
