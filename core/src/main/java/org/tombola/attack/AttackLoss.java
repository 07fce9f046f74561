package org.tombola.attack;

import org.tombola.method.Names;
import org.tombola.objective.Dlr;
import org.tombola.objective.Margin;
import org.tombola.objective.TargetedDlr;

/** Losses gradient attacks climb. */
public enum AttackLoss {
  /** Softmax cross-entropy. */
  CROSS_ENTROPY("ce", 2),
  /** The strongest wrong logit minus that of the label: what is called a CW attack. */
  MARGIN("cw", 2),
  /** Difference of logits ratio. */
  DLR("dlr", 3),
  /** Difference of logits ratio towards one class after the other. */
  TARGETED_DLR("t", 4);

  private final String mark;
  private final int classes;

  AttackLoss(String mark, int classes) {
    this.mark = mark;
    this.classes = classes;
  }

  /** The field's abbreviation, as in apgd-ce. */
  String mark() {
    return mark;
  }

  /**
   * Refuses data it is not defined on.
   *
   * @throws IllegalArgumentException if there are too few classes
   */
  void check(String attack, int there) {
    if (there < classes) {
      throw new IllegalArgumentException(
          ("%s with the loss %s needs at least %d classes, not %d; cross-entropy and margin work"
                  + " with any number")
              .formatted(attack, Names.kebab(this), classes, there));
    }
  }

  Goal goal() {
    return switch (this) {
      case CROSS_ENTROPY -> Goal.CROSS_ENTROPY;
      case MARGIN -> (logits, labels, aims) -> new Margin().at(logits, labels);
      case DLR -> (logits, labels, aims) -> new Dlr().at(logits, labels);
      case TARGETED_DLR -> (logits, labels, aims) -> new TargetedDlr().at(logits, labels, aims);
    };
  }
}
