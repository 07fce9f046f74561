package org.tombola.spark.table;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.tombola.method.FileTrouble;

/**
 * Which trials of a store count at one moment, and which files their rows are to be taken from, for
 * readers that know Parquet themselves. Any other row is torn or superseded.
 *
 * @param own trials whose rows are in files of their own, {@code TABLE/ID.parquet}
 * @param merged trials whose rows are in merged files, {@code TABLE/merged-*.parquet}
 * @param compacting a compaction is under way or was cut short: the names of files do not tell
 *     which of them count, and only {@link Store#read} can
 */
public record Committed(Set<String> own, Set<String> merged, boolean compacting) {
  /** Keeps its own copies. */
  public Committed {
    own = Set.copyOf(own);
    merged = Set.copyOf(merged);
  }

  /**
   * What is there now.
   *
   * @throws IllegalStateException if the newest rows are of a newer schema than this build knows
   */
  public static Committed of(Store store) {
    try {
      Optional<FileStatus> newest =
          store.files().list(store.folder(Tables.TRIALS)).stream()
              .filter(file -> file.getPath().getName().endsWith(Snapshot.PARQUET))
              .max(Comparator.comparingLong(FileStatus::getModificationTime));
      if (newest.isPresent()) {
        // fails where this build would misread it
        new ParquetFile(newest.get().getPath(), store.conf()).schema();
      }
      Snapshot snapshot = Snapshot.of(store);
      Set<String> merged = new HashSet<>(snapshot.mergedTrials());
      merged.removeAll(snapshot.ownTrials());
      return new Committed(snapshot.ownTrials(), merged, snapshot.journal().isPresent());
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + store.folder(), e);
    }
  }

  /** The same of some trials only. */
  public Committed only(Set<String> trials) {
    Set<String> ownOnly = new HashSet<>(own);
    ownOnly.retainAll(trials);
    Set<String> mergedOnly = new HashSet<>(merged);
    mergedOnly.retainAll(trials);
    return new Committed(ownOnly, mergedOnly, compacting);
  }
}
