package org.tombola.spark.store;

import java.io.IOException;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;

/** What to do about files of rows that are not what they should be. */
public final class Remedy {
  private Remedy() {}

  /** What makes the rows of a file be written anew: a trial whose row is in trials is not. */
  public static String again(Snapshot snapshot, Table<?> table, Path file) {
    String name = file.getName();
    String remedy = "delete it";
    if (name.endsWith(Snapshot.ADDED)) {
      return remedy
          + " and evaluate the trial again, which rebuilds the rows from the stage results";
    }
    if (merged(file)) {
      String shown = name.substring(name.indexOf(Snapshot.MERGED));
      remedy =
          Tables.ALL.stream()
              // most trials have no rows there
              .filter(
                  each ->
                      !Tables.RARE.contains(each)
                          || snapshot.of(each).merged().values().stream()
                              .anyMatch(other -> other.getPath().getName().endsWith(shown)))
              .map(each -> each.name() + "/" + shown)
              .collect(Collectors.joining(", ", "delete all of ", ""));
    } else if (!snapshot
        .ownTrials()
        .contains(name.substring(0, name.length() - Snapshot.PARQUET.length()))) {
      return remedy + "; no trial reads it";
    } else if (!table.equals(Tables.TRIALS)) {
      remedy += " and " + Tables.TRIALS.name() + "/" + name;
    }
    return remedy + " and run the sweep again, which rebuilds the rows from the stage results";
  }

  /** The same for a file that was found damaged just now. */
  public static String again(Store store, Table<?> table, Path file) {
    try {
      return again(Snapshot.of(store), table, file);
    } catch (IOException e) {
      return "tombola verify " + store.folder() + " says what to do";
    }
  }

  /** Whether a file is one of many trials. */
  public static boolean merged(Path file) {
    return file.getName().matches("_?" + Snapshot.MERGED + ".*");
  }
}
