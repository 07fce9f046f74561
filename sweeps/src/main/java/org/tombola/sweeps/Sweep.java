package org.tombola.sweeps;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.sweeps.halving.Halving;
import org.tombola.trial.TrialSpec;

/**
 * A question and the trials that answer it.
 *
 * @param name of the sweep: letters, digits, dots, hyphens and underscores, fit for a folder
 * @param question what the trials are to answer
 * @param paper the published one whose numbers stand beside the answer; null for none
 * @param dataFolder where data sets are looked for first; null for the usual places only
 * @param halving early stopping; null for none
 * @param written the trials as the file spells them out, repetitions included
 */
public record Sweep(
    String name,
    String question,
    @Nullable String paper,
    @Nullable Path dataFolder,
    @Nullable Halving halving,
    List<TrialSpec> written) {
  /** Keeps its own copy. */
  public Sweep {
    written = List.copyOf(written);
  }

  /** The distinct trials, in order. */
  public Plan plan() {
    return Plan.of(written);
  }
}
