package org.tombola.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;

/**
 * The files of a store at one moment, by what their names say they are. Every reader begins here;
 * which of them a trial's rows are taken from is told by {@link LiveFiles}.
 *
 * @param store whose files
 * @param journal of a compaction that is under way or was cut short
 * @param tables their files, by table
 * @param strays files of rows, as their ending says, whose names are none of a store
 */
public record Snapshot(
    Store store, Optional<Journal> journal, Map<String, Files> tables, List<Path> strays) {
  /** How the names of all files of rows end. */
  public static final String PARQUET = ".parquet";

  /** How the name of a file ends that has what was added to a trial. */
  public static final String ADDED = ".added" + PARQUET;

  /** How the name of a file of many trials begins. */
  public static final String MERGED = "merged-";

  private static final int TRIES = 50;

  /** A trial's id, or the mark of a compaction; then what the file holds. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?<id>[0-9a-f]{16})(?<added>\\.added)?\\.parquet|_?merged-(?<mark>[0-9a-f]{8})\\.parquet");

  /**
   * One table's files.
   *
   * @param own of single trials, by trial
   * @param merged of many trials, by the mark of the compaction that wrote them
   * @param added what was added to single trials, by trial
   */
  public record Files(
      TreeMap<String, FileStatus> own,
      TreeMap<String, FileStatus> merged,
      TreeMap<String, FileStatus> added) {
    /** None yet. */
    public Files() {
      this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }
  }

  /** What is there now. */
  public static Snapshot of(Store store) throws IOException {
    for (int tried = 1; ; tried++) {
      Optional<Journal> journal = Journal.of(store);
      Map<String, List<FileStatus>> found = new HashMap<>();
      List<Path> before = paths(list(store, Tables.TRIALS));
      for (Table<?> table : Tables.ALL) {
        // the last is trials again
        found.put(table.name(), list(store, table));
      }
      // a trial or a compaction finished in between: the listings belong to different moments
      boolean still =
          before.equals(paths(found.getOrDefault(Tables.TRIALS.name(), List.of())))
              && journal.equals(Journal.of(store));
      if (still || tried == TRIES) {
        return of(store, journal, found);
      }
    }
  }

  private static Snapshot of(
      Store store, Optional<Journal> journal, Map<String, List<FileStatus>> found) {
    Map<String, Files> tables = new HashMap<>();
    List<Path> strays = new ArrayList<>();
    Set<String> replaced = journal.map(Journal::replaces).orElse(Set.of());
    String token = journal.map(Journal::token).orElse("");
    for (Table<?> table : Tables.ALL) {
      Files files = new Files();
      for (FileStatus file : found.getOrDefault(table.name(), List.of())) {
        String name = file.getPath().getName();
        Matcher matcher = NAME.matcher(name);
        boolean known = matcher.matches();
        if (known && matcher.group("id") != null) {
          if (!replaced.contains(table.name() + "/" + name)) {
            (matcher.group("added") == null ? files.own : files.added)
                .put(matcher.group("id"), file);
          }
        } else if (known && !name.startsWith("_")) {
          if (!replaced.contains(table.name() + "/" + name)) {
            files.merged.put(matcher.group("mark"), file);
          }
        } else if (known && matcher.group("mark").equals(token)) {
          // written and not yet shown
          files.merged.putIfAbsent(token, file);
        } else if (!name.startsWith("_")) {
          strays.add(store.place(file));
        }
      }
      tables.put(table.name(), files);
    }
    return new Snapshot(store, journal, tables, strays);
  }

  /** Files of rows, as their ending says; what systems leave beside them begins with a dot. */
  private static List<FileStatus> list(Store store, Table<?> table) throws IOException {
    return store.files().list(store.folder(table)).stream()
        .filter(FileStatus::isFile)
        .filter(file -> file.getPath().getName().endsWith(PARQUET))
        .filter(file -> !file.getPath().getName().startsWith("."))
        .toList();
  }

  private static List<Path> paths(Collection<FileStatus> files) {
    return files.stream().map(FileStatus::getPath).toList();
  }

  /** The files of a table. */
  public Files of(Table<?> table) {
    return tables.getOrDefault(table.name(), new Files());
  }

  /** The trials that have files of their own. */
  public Set<String> ownTrials() {
    return Set.copyOf(of(Tables.TRIALS).own.keySet());
  }

  /** The name of a merged file as readers see it in the end. */
  public static String mergedName(String mark) {
    return MERGED + mark + PARQUET;
  }
}
