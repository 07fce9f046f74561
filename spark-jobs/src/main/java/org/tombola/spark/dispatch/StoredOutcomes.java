package org.tombola.spark.dispatch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;

/**
 * What the tables say of trials, by the science of this build.
 *
 * @param done ids of completed and diverged trials: nothing is left of them
 * @param stopped epochs done of the trials given up early, by id: nothing is left of them as long
 *     as the sweep still asks for that
 * @param failed ids of trials that failed
 */
public record StoredOutcomes(Set<String> done, Map<String, Integer> stopped, Set<String> failed) {
  private static final Set<String> FINAL = Set.of("completed", "diverged");

  /** Reads the tables. */
  public static StoredOutcomes in(Store tables) {
    StoredOutcomes all = new StoredOutcomes(new HashSet<>(), new HashMap<>(), new HashSet<>());
    for (StoredRow row :
        tables.read(Tables.TRIALS, "spec", "science_version", "outcome", "stopped_epoch")) {
      if (row.current()) {
        String outcome = row.outcome();
        String id = row.id();
        if (outcome.equals("stopped")) {
          all.stopped.put(id, (int) row.whole("stopped_epoch").orElse(0));
        } else {
          (FINAL.contains(outcome) ? all.done : all.failed).add(id);
        }
      }
    }
    return all;
  }
}
