package org.tombola.trial;

import org.tombola.measure.Counts;
import org.tombola.network.Passes;

/**
 * One attack on one split of one checkpoint.
 *
 * @param checkpoint "best" or "final"
 * @param epoch the checkpoint's epoch, from 1
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
    double seconds) {}
