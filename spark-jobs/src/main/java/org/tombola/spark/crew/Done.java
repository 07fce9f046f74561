package org.tombola.spark.crew;

import java.util.Set;
import java.util.stream.Collectors;
import org.tombola.spark.table.Row;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Tables;

/** Which trials need not be run again: completed or diverged, by the science of this build. */
final class Done {
  private static final Set<String> FINAL = Set.of("completed", "diverged");

  private Done() {}

  /** Ids of the trials done in these tables. */
  static Set<String> in(Store tables, int scienceVersion) {
    return tables.read(Tables.TRIALS).stream()
        .filter(row -> done(row, scienceVersion))
        .map(row -> row.text("trial_id").orElse(""))
        .collect(Collectors.toSet());
  }

  private static boolean done(Row row, int scienceVersion) {
    return row.text("outcome").map(FINAL::contains).orElse(false)
        && row.whole("science_version").orElse(-1) == scienceVersion;
  }
}
