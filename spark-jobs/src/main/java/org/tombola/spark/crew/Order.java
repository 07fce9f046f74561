package org.tombola.spark.crew;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What the driver sends an executor: one trial.
 *
 * @param id of the trial
 * @param json canonical JSON of its specification
 * @param sweep name of the sweep
 * @param out folder of the tables, a path or URI the executor can reach
 * @param data folder to look for data sets in first; null for the usual places only
 * @param tries how often the trial is tried where the world outside or memory fails it
 */
public record Order(
    String id, String json, String sweep, String out, @Nullable String data, int tries)
    implements Serializable {}
