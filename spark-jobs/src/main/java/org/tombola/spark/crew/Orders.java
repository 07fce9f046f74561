package org.tombola.spark.crew;

import org.jspecify.annotations.Nullable;
import org.tombola.sweeps.PlannedTrial;

/**
 * What all orders of a sweep have in common.
 *
 * @param sweep name of the sweep
 * @param out folder of the tables, a path or URI executors can reach
 * @param data folder to look for data sets in first; null for the usual places only
 */
public record Orders(String sweep, String out, @Nullable String data) {
  Order of(PlannedTrial trial) {
    return new Order(trial.id(), trial.json(), sweep, out, data, Session.TRIES);
  }
}
