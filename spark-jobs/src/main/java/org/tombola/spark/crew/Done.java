package org.tombola.spark.crew;

import java.util.HashSet;
import java.util.Set;
import org.tombola.spark.table.Row;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Tables;
import org.tombola.trial.Provenance;

/**
 * What the tables say of trials, by the science of this build.
 *
 * @param done ids of completed and diverged trials: nothing is left of them
 * @param stopped ids of trials given up early: nothing is left of them as long as the sweep still
 *     asks for that
 * @param failed ids of trials that failed
 */
public record Done(Set<String> done, Set<String> stopped, Set<String> failed) {
  private static final Set<String> FINAL = Set.of("completed", "diverged");

  /** Reads the tables. */
  public static Done in(Store tables) {
    Done all = new Done(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (Row row : tables.read(Tables.TRIALS)) {
      if (row.whole("science_version").orElse(-1) == Provenance.SCIENCE_VERSION) {
        String outcome = row.text("outcome").orElse("");
        Set<String> those =
            FINAL.contains(outcome)
                ? all.done
                : outcome.equals("stopped") ? all.stopped : all.failed;
        those.add(row.text("trial_id").orElse(""));
      }
    }
    return all;
  }
}
