package org.tombola.spark.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.schema.AttackRows;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;

/**
 * Gives the rows of trials in one table, and with them those that were added for attacks the trial
 * has no rows of. Rows of other trials than a file's name says are passed over.
 */
final class TrialRows {
  private final LiveFiles live;
  private final Table<?> table;
  private final @Nullable MessageType as;
  private final ParquetFile.Rows rows;
  private final Optional<String> attack;
  private final Map<String, FileStatus> own;
  private final Map<String, FileStatus> added;

  /**
   * Of one table.
   *
   * @param as columns wanted, that of the attack added where rows are told apart by it; null for
   *     those of each file
   * @param rows takes them, from several threads if asked by several
   */
  TrialRows(LiveFiles live, Table<?> table, @Nullable MessageType as, ParquetFile.Rows rows) {
    this.live = live;
    this.table = table;
    this.rows = rows;
    own = live.snapshot().of(table).own();
    added = live.snapshot().of(table).added();
    attack = added.isEmpty() ? Optional.empty() : AttackRows.of(table);
    this.as =
        as == null || attack.isEmpty() || as.containsField(attack.get())
            ? as
            : as.union(new MessageType(table.name(), table.schema().getType(attack.get())));
  }

  /** All of a table by trial, files of single trials read on all processors at once. */
  static List<StoredRow> all(LiveFiles live, Table<?> table, @Nullable MessageType as)
      throws IOException {
    Map<String, List<StoredRow>> all = new ConcurrentSkipListMap<>();
    TrialRows rows =
        new TrialRows(
            live,
            table,
            as,
            row ->
                all.computeIfAbsent(StoredRow.id(row), id -> new ArrayList<>())
                    .add(StoredRow.of(row)));
    rows.merged(any -> true);
    Set<String> ids = new HashSet<>(rows.own.keySet());
    ids.addAll(rows.added.keySet());
    ids.retainAll(live.own());
    try {
      ids.parallelStream()
          .forEach(
              id -> {
                try {
                  rows.own(id);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return all.values().stream().flatMap(List::stream).toList();
  }

  /**
   * Of some trials, those of one together, with nothing held in memory but ids: first those in
   * merged files, then those in files of their own.
   */
  void of(Predicate<String> wanted) throws IOException {
    merged(wanted);
    for (String id : new TreeSet<>(live.own())) {
      if (wanted.test(id)) {
        own(id);
      }
    }
  }

  /** Of a trial whose rows are in files of its own. */
  private void own(String id) throws IOException {
    Set<String> attacks = new HashSet<>();
    read(
        own.get(id),
        row -> {
          if (row.id().equals(id)) {
            take(row, attacks);
          }
        });
    added(id, attacks);
  }

  /** Of those whose rows are in merged files, in the order they have there. */
  private void merged(Predicate<String> wanted) throws IOException {
    for (Map.Entry<String, Set<String>> merged : live.merged().entrySet()) {
      Predicate<String> there = id -> merged.getValue().contains(id) && wanted.test(id);
      Set<String> without = new HashSet<>(added.keySet());
      Set<String> attacks = new HashSet<>();
      String[] last = {""};
      read(
          live.snapshot().of(table).merged().get(merged.getKey()),
          row -> {
            String id = row.id();
            if (!id.equals(last[0])) {
              if (there.test(last[0]) && without.remove(last[0])) {
                added(last[0], attacks);
              }
              attacks.clear();
              last[0] = id;
            }
            if (there.test(id)) {
              take(row, attacks);
            }
          });
      for (String id : without) {
        // the last one, and those that had no rows here before
        if (there.test(id)) {
          added(id, id.equals(last[0]) ? attacks : Set.of());
        }
      }
    }
  }

  private void added(String id, Set<String> attacks) throws IOException {
    read(
        added.get(id),
        row -> {
          boolean known = attack.flatMap(row::text).filter(attacks::contains).isPresent();
          if (row.id().equals(id) && !known) {
            rows.take(row.group());
          }
        });
  }

  private void take(StoredRow row, Set<String> attacks) throws IOException {
    attack.flatMap(row::text).ifPresent(attacks::add);
    rows.take(row.group());
  }

  /** Takes rows that can be asked for their columns. */
  @FunctionalInterface
  private interface Each {
    void take(StoredRow row) throws IOException;
  }

  private void read(@Nullable FileStatus file, Each each) throws IOException {
    if (file != null) {
      live.snapshot().store().parquet(file).read(as, group -> each.take(StoredRow.of(group)));
    }
  }
}
