package org.tombola.trial;

import java.util.List;
import org.tombola.measure.Flops;

/**
 * All that a trial measured.
 *
 * @param id of the trial
 * @param spec what was asked
 * @param outcome how it ended
 * @param sparsityReached fraction of prunable weights that are zero in the final network, counted
 * @param bestEpoch first epoch with the highest robust accuracy on validation images, from 1; 0
 *     where no epoch was finished
 * @param epochs one an epoch
 * @param evaluations one an attack, split and checkpoint
 * @param layers densities over time
 * @param flops what training and using the network costs
 * @param seconds wall-clock of the whole trial
 * @param provenance what made it
 */
public record TrialRecord(
    String id,
    TrialSpec spec,
    Outcome outcome,
    double sparsityReached,
    int bestEpoch,
    List<EpochRecord> epochs,
    List<EvaluationRecord> evaluations,
    List<LayerRecord> layers,
    Flops flops,
    double seconds,
    Provenance provenance) {}
