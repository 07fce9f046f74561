package org.tombola.spark.store;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;

/**
 * What one compaction wrote.
 *
 * @param mark in the names of its files
 * @param whole whether every table that most trials have rows in has its file
 * @param number of compactions before it whose files went into this one; 0 where it is not told
 * @param modified when, by the file system's clock
 * @param trials in it
 */
record Generation(String mark, boolean whole, long number, long modified, Set<String> trials) {
  /** A later one has at least the trials of those before. */
  static final Comparator<Generation> NEWEST_FIRST =
      Comparator.comparing(Generation::whole)
          .thenComparing(Generation::number)
          .thenComparing(each -> each.trials.size())
          .thenComparing(Generation::modified)
          .thenComparing(Generation::mark)
          .reversed();

  private static final MessageType IDS = Tables.TRIALS.schema(Table.ID);

  static Generation of(String mark, FileStatus trials, Snapshot snapshot) throws IOException {
    ParquetFile file = snapshot.store().parquet(trials);
    Set<String> ids = new HashSet<>();
    file.read(
        IDS,
        row -> {
          if (!ids.add(StoredRow.id(row))) {
            throw new ParquetFile.Damage(
                file.path(), "it has trial " + StoredRow.id(row) + " twice");
          }
        });
    boolean alone = snapshot.of(Tables.TRIALS).merged().size() == 1;
    return new Generation(
        mark,
        Tables.ALL.stream()
            .filter(table -> !Tables.RARE.contains(table))
            .allMatch(table -> snapshot.of(table).merged().containsKey(mark)),
        alone ? 0 : file.generation(),
        trials.getModificationTime(),
        ids);
  }

  /** Those of some trials whose own row says what the merged one says, or is not there at all. */
  Set<String> same(Set<String> trials, Snapshot snapshot) throws IOException {
    Set<String> same = new HashSet<>();
    if (whole && !trials.isEmpty()) {
      Snapshot.Files files = snapshot.of(Tables.TRIALS);
      Map<String, String> merged = rows(snapshot, files.merged().get(mark), trials);
      for (String id : trials) {
        try {
          String own = rows(snapshot, files.own().get(id), trials).get(id);
          if (own == null || own.equals(merged.get(id))) {
            same.add(id);
          }
        } catch (ParquetFile.Damage e) {
          continue; // whoever reads it says so
        }
      }
    }
    return same;
  }

  private static Map<String, String> rows(
      Snapshot snapshot, @Nullable FileStatus file, Set<String> trials) throws IOException {
    Map<String, String> rows = new HashMap<>();
    if (file != null) {
      snapshot
          .store()
          .parquet(file)
          .read(
              Tables.TRIALS.schema(),
              row -> {
                if (trials.contains(StoredRow.id(row))) {
                  rows.put(StoredRow.id(row), row.toString());
                }
              });
    }
    return rows;
  }
}
