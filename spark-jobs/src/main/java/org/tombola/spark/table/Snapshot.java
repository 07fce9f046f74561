package org.tombola.spark.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The files that hold a store's whole trials at one moment.
 *
 * <p>A trial has files of its own, or lies in merged ones. Where it has both, because it was run
 * again after it was merged, its own count. It is there once {@code trials} has it, and its other
 * rows come from where that row is, and from the file of those that were added to it.
 *
 * @param store whose files
 * @param journal of a compaction that is under way or was cut short
 * @param own files of single trials by table and trial id, all of them
 * @param merged files of many trials by table
 * @param added files with what was added to single trials by table and trial id
 */
record Snapshot(
    Store store,
    Optional<Journal> journal,
    Map<String, TreeMap<String, Path>> own,
    Map<String, List<Path>> merged,
    Map<String, TreeMap<String, Path>> added) {
  static final String PARQUET = ".parquet";
  static final String ADDED = ".added" + PARQUET;
  static final String MERGED = "merged-";
  static final String ID = "trial_id";

  private static final int TRIES = 50;

  /** What is there now. */
  static Snapshot of(Store store) throws IOException {
    for (int tried = 1; ; tried++) {
      Optional<Journal> journal = Journal.of(store);
      Map<String, List<String>> names = new HashMap<>();
      List<String> before = names(store, Tables.TRIALS);
      for (Table<?> table : Tables.ALL) {
        // the last is trials again
        names.put(table.name(), names(store, table));
      }
      // a trial or a compaction finished in between: the listings belong to different moments
      boolean still =
          before.equals(names.get(Tables.TRIALS.name())) && journal.equals(Journal.of(store));
      if (still || tried == TRIES) {
        return of(store, journal, names);
      }
    }
  }

  private static Snapshot of(
      Store store, Optional<Journal> journal, Map<String, List<String>> names) {
    Map<String, TreeMap<String, Path>> own = new HashMap<>();
    Map<String, List<Path>> merged = new HashMap<>();
    Map<String, TreeMap<String, Path>> added = new HashMap<>();
    Set<String> replaced = journal.map(Journal::replaces).orElse(Set.of());
    for (Table<?> table : Tables.ALL) {
      TreeMap<String, Path> single = new TreeMap<>();
      TreeMap<String, Path> later = new TreeMap<>();
      List<Path> many = new ArrayList<>();
      List<String> found = names.getOrDefault(table.name(), List.of());
      for (String name : found) {
        Path file = new Path(store.folder(table), name);
        if (replaced.contains(table.name() + "/" + name)) {
          continue;
        }
        if (name.startsWith(MERGED)) {
          many.add(file);
        } else if (name.endsWith(ADDED) && !name.startsWith("_")) {
          later.put(name.substring(0, name.length() - ADDED.length()), file);
        } else if (!name.startsWith("_")) {
          single.put(name.substring(0, name.length() - PARQUET.length()), file);
        }
      }
      journal
          .filter(under -> !many.contains(under.shown(store, table)))
          .map(under -> under.hidden(store, table))
          .filter(hidden -> found.contains(hidden.getName()))
          .ifPresent(many::add);
      own.put(table.name(), single);
      merged.put(table.name(), many);
      added.put(table.name(), later);
    }
    return new Snapshot(store, journal, own, merged, added);
  }

  private static List<String> names(Store store, Table<?> table) throws IOException {
    return store.files().list(store.folder(table)).stream()
        .filter(FileStatus::isFile)
        .map(status -> status.getPath().getName())
        .filter(name -> name.endsWith(PARQUET) && !name.startsWith("."))
        .toList();
  }

  /** The trials that have files of their own. */
  Set<String> ownTrials() {
    return Set.copyOf(files(Tables.TRIALS).keySet());
  }

  TreeMap<String, Path> files(Table<?> table) {
    return own.getOrDefault(table.name(), new TreeMap<>());
  }

  /** The files with what was added to trials, those that are not there any more among them. */
  TreeMap<String, Path> addedFiles(Table<?> table) {
    return added.getOrDefault(table.name(), new TreeMap<>());
  }

  List<Path> mergedFiles(Table<?> table) {
    return merged.getOrDefault(table.name(), List.of());
  }

  /** The trials in merged files, those that also have their own among them. */
  Set<String> mergedTrials() throws IOException {
    Set<String> ids = new HashSet<>();
    for (Path file : mergedFiles(Tables.TRIALS)) {
      new ParquetFile(file, store.conf()).read(ids(), row -> ids.add(id(row)));
    }
    return ids;
  }

  /**
   * Gives all rows of whole trials, those of a trial together, with nothing held in memory but ids:
   * first those in merged files, then those in files of their own.
   *
   * @param as columns wanted; null for those of each file
   * @param wanted trials
   */
  void rows(
      Table<?> table, @Nullable MessageType as, Predicate<String> wanted, ParquetFile.Rows rows)
      throws IOException {
    Set<String> own = ownTrials();
    TreeMap<String, Path> later = new TreeMap<>(addedFiles(table));
    mergedRows(table, as, wanted, later, rows);
    for (String id : single(table, later)) {
      if (own.contains(id) && wanted.test(id)) {
        append(files(table).get(id), as, rows);
        append(later.get(id), as, rows);
      }
    }
  }

  /** The same rows, files of single trials read on all processors: in no order, at once. */
  void rowsAtOnce(Table<?> table, @Nullable MessageType as, ParquetFile.Rows rows)
      throws IOException {
    Set<String> own = ownTrials();
    TreeMap<String, Path> later = new TreeMap<>(addedFiles(table));
    mergedRows(table, as, any -> true, later, rows);
    try {
      single(table, later).parallelStream()
          .filter(own::contains)
          .forEach(
              id -> {
                try {
                  append(files(table).get(id), as, rows);
                  append(later.get(id), as, rows);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private TreeSet<String> single(Table<?> table, Map<String, Path> later) {
    TreeSet<String> single = new TreeSet<>(files(table).keySet());
    single.addAll(later.keySet());
    return single;
  }

  /** Rows of trials in merged files, and what was added to these, which is taken out. */
  private void mergedRows(
      Table<?> table,
      @Nullable MessageType as,
      Predicate<String> wanted,
      Map<String, Path> later,
      ParquetFile.Rows rows)
      throws IOException {
    if (!mergedFiles(table).isEmpty() || !later.isEmpty()) {
      Set<String> there = mergedTrials();
      there.removeAll(ownTrials());
      there.removeIf(wanted.negate());
      String[] last = {""};
      for (Path file : mergedFiles(table)) {
        new ParquetFile(file, store.conf())
            .read(
                as,
                row -> {
                  String id = id(row);
                  if (!id.equals(last[0]) && there.contains(last[0])) {
                    append(later.remove(last[0]), as, rows);
                  }
                  last[0] = id;
                  if (there.contains(id)) {
                    rows.take(row);
                  }
                });
      }
      for (String id : List.copyOf(later.keySet())) {
        // that of the last one, and of those that had no rows here before
        if (there.contains(id)) {
          append(later.remove(id), as, rows);
        }
      }
    }
  }

  private void append(@Nullable Path file, @Nullable MessageType as, ParquetFile.Rows rows)
      throws IOException {
    if (file != null) {
      new ParquetFile(file, store.conf()).read(as, rows);
    }
  }

  static String id(Group row) {
    return Row.of(row).text(ID).orElse("");
  }

  private static MessageType ids() {
    return new MessageType("ids", Tables.TRIALS.schema().getType(ID));
  }
}
