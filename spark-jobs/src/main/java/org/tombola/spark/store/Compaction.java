package org.tombola.spark.store;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
    LiveFiles live = LiveFiles.of(Snapshot.of(store));
    Set<String> ended = new TreeSet<>();
    new TrialRows(
            live,
            Tables.TRIALS,
            null,
            row -> {
              if (StoredRow.of(row)
                  .text("outcome")
                  .filter(Set.of("completed", "diverged")::contains)
                  .isPresent()) {
                ended.add(StoredRow.id(row));
              }
            })
        .of(live.own()::contains);
    int before = count(live.snapshot());
    if (!ended.isEmpty() || added(live)) {
      merge(live, ended);
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
    LiveFiles live = LiveFiles.of(Snapshot.of(store));
    if (live.merged().size() > 1 || !live.twice().isEmpty()) {
      merge(live, Set.of());
    }
  }

  /**
   * Merges trials with those merged before that have not been run again since.
   *
   * @param trials that have their own files
   */
  private void merge(LiveFiles live, Set<String> trials) throws IOException {
    Set<String> apart = new TreeSet<>(live.own());
    apart.removeAll(trials);
    Map<Table<?>, List<FileStatus>> sources = new LinkedHashMap<>();
    Set<String> replaces = new TreeSet<>();
    for (Table<?> table : Tables.ALL) {
      List<FileStatus> files = sources(table, live, apart);
      files.forEach(file -> replaces.add(table.name() + "/" + file.getPath().getName()));
      if (!files.isEmpty() || !Tables.RARE.contains(table)) {
        sources.put(table, files);
      }
    }
    long generation = generation(live.snapshot());
    Journal journal = new Journal(UUID.randomUUID().toString().substring(0, 8), replaces);
    for (Map.Entry<Table<?>, List<FileStatus>> source : sources.entrySet()) {
      Table<?> table = source.getKey();
      MessageType schema = schema(table, source.getValue());
      new ParquetFile(journal.hidden(store, table), store.conf())
          .write(
              schema,
              generation,
              rows -> new TrialRows(live, table, schema, rows).of(id -> !apart.contains(id)));
      watch.done("written " + table.name());
    }
    journal.write(store);
    watch.done("journal written");
    finish();
  }

  /**
   * The files of a table that a new one takes the place of: merged before, and those of trials that
   * are not to stay apart. Files of a trial that is not there yet stay for who may be writing it.
   */
  private static List<FileStatus> sources(Table<?> table, LiveFiles live, Set<String> apart) {
    Snapshot.Files files = live.snapshot().of(table);
    Set<String> own = live.snapshot().ownTrials();
    Set<String> known = live.trials();
    return Stream.of(
            of(files.merged(), live.merged()::containsKey),
            of(files.added(), id -> known.contains(id) && !apart.contains(id)),
            of(files.own(), id -> own.contains(id) && !apart.contains(id)))
        .flatMap(each -> each)
        .toList();
  }

  private static Stream<FileStatus> of(Map<String, FileStatus> files, Predicate<String> wanted) {
    return files.entrySet().stream()
        .filter(file -> wanted.test(file.getKey()))
        .map(Map.Entry::getValue);
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
  private MessageType schema(Table<?> table, List<FileStatus> files) throws IOException {
    Map<String, Type> columns = new LinkedHashMap<>();
    table.schema().getFields().forEach(column -> columns.put(column.getName(), column));
    for (FileStatus file : files) {
      for (Type column : store.parquet(file).schema().getFields()) {
        columns.putIfAbsent(column.getName(), column);
      }
    }
    return new MessageType(table.name(), List.copyOf(columns.values()));
  }

  /** Whether anything was added to trials that were merged before. */
  private static boolean added(LiveFiles live) {
    Set<String> merged = live.mergedTrials();
    return Tables.ATTACKED.stream()
        .anyMatch(table -> !Collections.disjoint(live.added(table).keySet(), merged));
  }

  /** How many compactions come before this one. */
  private long generation(Snapshot snapshot) throws IOException {
    long before = 0;
    for (FileStatus file : snapshot.of(Tables.TRIALS).merged().values()) {
      before = Math.max(before, store.parquet(file).generation());
    }
    return before + 1;
  }

  private static int count(Snapshot snapshot) {
    return Tables.ALL.stream()
        .map(snapshot::of)
        .mapToInt(files -> files.own().size() + files.merged().size() + files.added().size())
        .sum();
  }
}
