package org.tombola.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.files.StageFiles;
import org.tombola.spark.files.WholeFiles;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;

/**
 * Merges small files. The merged ones are written under names nobody reads; then the journal says
 * that they count; then what they replace is removed, {@code trials} first, and they get the names
 * everybody reads, {@code trials} last. So a reader that knows of no journal may miss trials for a
 * moment, and never sees one twice or without its parts.
 *
 * @param store claimed by this process
 * @param watch told of each step done
 */
record Compaction(Store store, Watch watch) {

  /** Told of steps; one that throws cuts the compaction short. */
  @FunctionalInterface
  interface Watch {
    /** A step is done. */
    void done(String step) throws IOException;
  }

  Store.Compacted compact() throws IOException {
    Snapshot snapshot = Snapshot.of(store);
    LiveFiles live = LiveFiles.of(snapshot);
    Set<String> ended = new TreeSet<>();
    snapshot.rows(
        Tables.TRIALS,
        null,
        live.own()::contains,
        row -> {
          if (StoredRow.of(row)
              .text("outcome")
              .filter(Set.of("completed", "diverged")::contains)
              .isPresent()) {
            ended.add(StoredRow.id(row));
          }
        });
    int before = count(snapshot);
    if (!ended.isEmpty() || added(snapshot, live)) {
      merge(snapshot, live, ended);
    }
    return new Store.Compacted(ended.size(), before, count(Snapshot.of(store)));
  }

  void recover() throws IOException {
    finish();
    for (Table<?> table : Tables.ALL) {
      discard(store.folder(table), name -> name.startsWith("_" + Snapshot.MERGED));
      discard(store.folder(table), WholeFiles::unfinished);
    }
    discard(store.folder(), WholeFiles::unfinished);
    discard(store.running(), WholeFiles::unfinished);
    // nothing runs: those that left them are dead
    discard(store.running(), name -> name.endsWith(Store.HEARTBEAT));
    StageFiles stages = store.stages();
    Set<String> finished = stages.finished();
    discard(stages.folder(), WholeFiles::unfinished);
    for (FileStatus below : store.files().list(stages.folder())) {
      String name = below.getPath().getName();
      if (below.isDirectory() && name.endsWith(StageFiles.CHECKPOINTS)) {
        String training = name.substring(0, name.length() - StageFiles.CHECKPOINTS.length());
        if (finished.contains(training)) {
          stages.prune(training);
        } else {
          discard(below.getPath(), WholeFiles::unfinished);
        }
      }
    }
    Snapshot snapshot = Snapshot.of(store);
    LiveFiles live = LiveFiles.of(snapshot);
    if (live.merged().size() > 1 || !live.twice().isEmpty()) {
      merge(snapshot, live, Set.of());
    }
  }

  /**
   * Merges trials with those merged before that have not been run again since.
   *
   * @param trials that have their own files
   */
  private void merge(Snapshot snapshot, LiveFiles live, Set<String> trials) throws IOException {
    Set<String> apart = new TreeSet<>(live.own());
    apart.removeAll(trials);
    Predicate<String> wanted = id -> !apart.contains(id);
    // theirs, and those of the same run as merged rows, which hold all of theirs
    Set<String> own = new TreeSet<>(snapshot.ownTrials());
    own.removeAll(apart);
    Set<String> merged = live.mergedTrials();
    merged.addAll(trials);
    Set<String> replaces = new TreeSet<>();
    for (Table<?> table : Tables.ALL) {
      snapshot.mergedFiles(table).forEach(file -> replaces.add(below(table, file)));
      snapshot
          .files(table)
          .forEach(
              (id, file) -> {
                if (own.contains(id)) {
                  replaces.add(below(table, file));
                }
              });
      added(table, snapshot, merged).forEach(file -> replaces.add(below(table, file)));
    }
    long generation = generation(snapshot);
    Journal journal = new Journal(UUID.randomUUID().toString().substring(0, 8), replaces);
    for (Table<?> table : Tables.ALL) {
      if (Tables.RARE.contains(table)
          && snapshot.mergedFiles(table).isEmpty()
          && added(table, snapshot, merged).isEmpty()
          && snapshot.files(table).keySet().stream().noneMatch(own::contains)) {
        continue;
      }
      MessageType schema = schema(table, snapshot, own, merged);
      new ParquetFile(journal.hidden(store, table), store.conf())
          .write(schema, generation, rows -> snapshot.rows(table, schema, wanted, rows));
      watch.done("written " + table.name());
    }
    journal.write(store);
    watch.done("journal written");
    finish();
  }

  private void finish() throws IOException {
    Optional<Journal> found = Journal.of(store);
    if (found.isEmpty()) {
      return;
    }
    Journal journal = found.get();
    remove(journal, Tables.TRIALS);
    for (Table<?> table : Tables.ALL) {
      // trials are the last to be shown, and those replaced are gone
      if (!table.equals(Tables.TRIALS)) {
        remove(journal, table);
      }
      store.files().move(journal.hidden(store, table), journal.shown(store, table));
      watch.done("shown " + table.name());
    }
    journal.remove(store);
    watch.done("journal removed");
  }

  private void remove(Journal journal, Table<?> table) throws IOException {
    for (Path file : journal.replaced(store, table)) {
      store.files().delete(file);
      watch.done("removed " + table.name() + "/" + file.getName());
    }
  }

  /** Removes files by their names. */
  private void discard(Path folder, Predicate<String> names) throws IOException {
    for (FileStatus file : store.files().list(folder)) {
      if (file.isFile() && names.test(file.getPath().getName())) {
        store.files().delete(file.getPath());
      }
    }
  }

  /** The columns this build knows, then those it does not, from files of other builds. */
  private MessageType schema(Table<?> table, Snapshot snapshot, Set<String> own, Set<String> merged)
      throws IOException {
    Map<String, Type> columns = new LinkedHashMap<>();
    table.schema().getFields().forEach(column -> columns.put(column.getName(), column));
    List<Path> files = new ArrayList<>(snapshot.mergedFiles(table));
    files.addAll(added(table, snapshot, merged));
    snapshot
        .files(table)
        .forEach(
            (id, file) -> {
              if (own.contains(id)) {
                files.add(file);
              }
            });
    for (Path file : files) {
      for (Type column : new ParquetFile(file, store.conf()).schema().getFields()) {
        columns.putIfAbsent(column.getName(), column);
      }
    }
    return new MessageType(table.name(), List.copyOf(columns.values()));
  }

  /** Whether anything was added to trials that were merged before. */
  private static boolean added(Snapshot snapshot, LiveFiles live) {
    return Tables.ATTACKED.stream()
        .anyMatch(table -> !added(table, snapshot, live.mergedTrials()).isEmpty());
  }

  /** What was added to trials that are merged, or were before. */
  private static List<Path> added(Table<?> table, Snapshot snapshot, Set<String> merged) {
    return snapshot.addedFiles(table).entrySet().stream()
        .filter(file -> merged.contains(file.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** How many compactions come before this one. */
  private long generation(Snapshot snapshot) throws IOException {
    long before = 0;
    for (Path file : snapshot.mergedFiles(Tables.TRIALS)) {
      before = Math.max(before, new ParquetFile(file, store.conf()).generation());
    }
    return before + 1;
  }

  private static int count(Snapshot snapshot) {
    return Tables.ALL.stream()
        .mapToInt(
            table ->
                snapshot.files(table).size()
                    + snapshot.mergedFiles(table).size()
                    + snapshot.addedFiles(table).size())
        .sum();
  }

  private static String below(Table<?> table, Path file) {
    return table.name() + "/" + file.getName();
  }
}
