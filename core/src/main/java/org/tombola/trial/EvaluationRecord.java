package org.tombola.trial;

import java.util.Locale;
import org.tombola.attack.Attack;
import org.tombola.attack.Epsilon;
import org.tombola.measure.Counts;
import org.tombola.method.Canonical;
import org.tombola.method.Names;
import org.tombola.network.Passes;

/**
 * One attack on one split of one checkpoint.
 *
 * @param checkpoint "best" or "final"
 * @param epoch the checkpoint's epoch, from 1; 0 for a switch, whose tickets have their own
 * @param split "train", "validation" or "test"
 * @param attack name of the attack, as in sweep files
 * @param settings canonical JSON of the attack
 * @param norm "linf" or "l2"
 * @param epsilon as written
 * @param epsilonValue as a number
 * @param counts right answers
 * @param passes network passes spent
 * @param seconds wall-clock
 */
public record EvaluationRecord(
    String checkpoint,
    int epoch,
    String split,
    String attack,
    String settings,
    String norm,
    String epsilon,
    double epsilonValue,
    Counts counts,
    Passes passes,
    double seconds) {

  /** Describes the attack from its record. */
  static EvaluationRecord of(
      String checkpoint,
      int epoch,
      String split,
      Attack attack,
      Counts counts,
      Passes passes,
      double seconds) {
    Epsilon epsilon = attack.threat().epsilon();
    return new EvaluationRecord(
        checkpoint,
        epoch,
        split,
        Names.kebab(attack.getClass().getSimpleName()),
        Canonical.json(attack),
        attack.threat().norm().name().toLowerCase(Locale.ROOT),
        epsilon.text(),
        epsilon.value(),
        counts,
        passes,
        seconds);
  }

  /** The same counts under another checkpoint's name, at no further cost. */
  EvaluationRecord as(String other) {
    return new EvaluationRecord(
        other, epoch, split, attack, settings, norm, epsilon, epsilonValue, counts, Passes.NONE, 0);
  }
}
