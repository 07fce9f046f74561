package org.tombola.ticket;

import org.tombola.random.Key;

/**
 * The values that kept weights and all other parameters start from, after a training told which.
 */
public enum Inherit {
  /** Those training left: the ticket is fine-tuned. */
  TRAINED,
  /** Those training began with: the lottery ticket's. */
  INITIAL,
  /** Initial ones drawn anew: the control without inheritance. */
  REDRAWN;

  /**
   * The values, flat.
   *
   * @param drawing whose first finished training it was
   * @param key of values drawn anew
   */
  float[] values(Drawing drawing, Key key) {
    return switch (this) {
      case TRAINED -> drawing.before().get(0).parameters();
      case INITIAL -> drawing.network().parameters();
      case REDRAWN -> drawing.network().redrawn(key.child("redrawn"));
    };
  }
}
