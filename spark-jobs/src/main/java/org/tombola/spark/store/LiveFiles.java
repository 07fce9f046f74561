package org.tombola.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import org.tombola.method.FileTrouble;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.files.WholeFiles;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;

/**
 * Which files of a store each trial counts by at one moment: once, whoever reads and whatever
 * copies lie about. Every reader of rows goes through it, Spark and compaction among them.
 *
 * <p>A trial has files of its own, or lies in merged ones. Where it has both, its own count, since
 * it was run again after it was merged; unless both say the same, as where a store was fetched
 * before and after a compaction: then the merged ones do, which hold what was added too. Of several
 * merged ones the newest that is whole counts. To either come the rows that were added for attacks
 * the trial has no rows of.
 *
 * <p>All this is told by the files themselves and by no list of them beside: executors add trials
 * while nobody holds such a list, other programs read the folders as they are, and a list that was
 * copied or kept without its files would be wrong about them. Only while a compaction moves files
 * does the {@link Journal} say which count.
 *
 * @param snapshot the files
 * @param own trials whose rows are in files of their own
 * @param merged trials by the mark of the merged files their rows are in, the newest first
 * @param twice trials that have files of their own and are in merged ones
 * @param damage of merged files, whose trials are not known
 */
public record LiveFiles(
    Snapshot snapshot,
    Set<String> own,
    Map<String, Set<String>> merged,
    Set<String> twice,
    List<ParquetFile.Damage> damage) {
  /** A reader that files vanish from under, because trials run again, begins again this often. */
  private static final int TRIES = 50;

  /**
   * A file of many trials.
   *
   * @param file with rows of others too
   * @param trials whose rows count
   */
  public record Merged(FileStatus file, Set<String> trials) {}

  /**
   * What is there now, for those that read Parquet themselves.
   *
   * @throws IllegalStateException if the newest rows are of a newer schema than this build knows
   * @throws FileTrouble if a file cannot be read, or is empty
   */
  public static LiveFiles of(Store store) {
    try {
      LiveFiles live = of(Snapshot.of(store));
      Snapshot.Files trials = live.snapshot.of(Tables.TRIALS);
      Optional<FileStatus> newest =
          Stream.concat(trials.own().values().stream(), trials.merged().values().stream())
              .max(Comparator.comparingLong(FileStatus::getModificationTime));
      if (newest.isPresent()) {
        // fails where this build would misread it
        store.parquet(newest.get()).schema();
      }
      for (Table<?> table : Tables.ALL) {
        for (FileStatus file : live.files(table)) {
          // Spark takes an empty file for one without rows
          ParquetFile.refuseShort(store.place(file), file.getLen());
        }
      }
      return live;
    } catch (ParquetFile.Damage e) {
      throw store.damaged(e);
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + store.folder(), e);
    }
  }

  /**
   * Of whole files only.
   *
   * @throws ParquetFile.Damage if the merged files' trials cannot be told
   */
  static LiveFiles of(Snapshot snapshot) throws IOException {
    LiveFiles live = asFarAsKnown(snapshot);
    if (!live.damage.isEmpty()) {
      throw live.damage.get(0);
    }
    return live;
  }

  /** The same for one who looks for damage. */
  public static LiveFiles asFarAsKnown(Snapshot snapshot) throws IOException {
    List<ParquetFile.Damage> damage = new ArrayList<>();
    List<Generation> generations = new ArrayList<>();
    for (Map.Entry<String, FileStatus> file : snapshot.of(Tables.TRIALS).merged().entrySet()) {
      try {
        generations.add(Generation.of(file.getKey(), file.getValue(), snapshot));
      } catch (ParquetFile.Damage e) {
        damage.add(e);
      }
    }
    generations.sort(Generation.NEWEST_FIRST);
    Set<String> own = new HashSet<>(snapshot.ownTrials());
    Set<String> told = new HashSet<>();
    Map<String, Set<String>> merged = new LinkedHashMap<>();
    for (Generation generation : generations) {
      Set<String> trials = new HashSet<>(generation.trials());
      trials.removeIf(id -> !told.add(id));
      Set<String> again = both(trials, own);
      again.removeAll(generation.same(again, snapshot));
      trials.removeAll(again);
      own.removeAll(trials);
      merged.put(generation.mark(), trials);
    }
    return new LiveFiles(snapshot, own, merged, both(told, snapshot.ownTrials()), damage);
  }

  /** The same of some trials only. */
  public LiveFiles only(Set<String> trials) {
    Map<String, Set<String>> some = new LinkedHashMap<>();
    merged.forEach((mark, all) -> some.put(mark, both(all, trials)));
    return new LiveFiles(snapshot, both(own, trials), some, Set.of(), damage);
  }

  /** Every trial. */
  public Set<String> trials() {
    Set<String> all = mergedTrials();
    all.addAll(own);
    return all;
  }

  /** The trials whose rows are in merged files. */
  Set<String> mergedTrials() {
    Set<String> all = new HashSet<>();
    merged.values().forEach(all::addAll);
    return all;
  }

  /** The files of single trials, {@code ID.parquet}. */
  public List<FileStatus> own(Table<?> table) {
    return List.copyOf(of(snapshot.of(table).own(), own).values());
  }

  /** The files of many trials, the newest first. */
  public List<Merged> merged(Table<?> table) {
    List<Merged> found = new ArrayList<>();
    merged.forEach(
        (mark, trials) -> {
          FileStatus file = snapshot.of(table).merged().get(mark);
          if (file != null && !trials.isEmpty()) {
            found.add(new Merged(file, trials));
          }
        });
    return found;
  }

  /**
   * The files with what was added to trials later, {@code ID.added.parquet}, by trial; of an attack
   * that the trial's other files have rows of, those count.
   */
  public Map<String, FileStatus> added(Table<?> table) {
    return of(snapshot.of(table).added(), trials());
  }

  /** How many bytes all files have. */
  public long bytes() {
    return Tables.ALL.stream()
        .flatMap(table -> files(table).stream())
        .mapToLong(FileStatus::getLen)
        .sum();
  }

  /**
   * Whether a compaction is under way or was cut short: the files may be gone in a moment, and only
   * {@link #read} finds what took their place.
   */
  public boolean compacting() {
    return snapshot.journal().isPresent();
  }

  private List<FileStatus> files(Table<?> table) {
    List<FileStatus> files = new ArrayList<>(own(table));
    merged(table).forEach(merged -> files.add(merged.file()));
    files.addAll(added(table).values());
    return files;
  }

  /**
   * All rows of a table, by trial; where files were replaced or moved meanwhile, of the same trials
   * as they are now.
   *
   * @param columns wanted, beside the trial's id; all where none is named
   */
  public List<StoredRow> read(Table<?> table, String... columns) {
    return read(snapshot.store(), this, table, columns);
  }

  /** The same of all trials there are. */
  static List<StoredRow> read(
      Store store, @Nullable LiveFiles seen, Table<?> table, String... columns) {
    MessageType as = columns.length == 0 ? null : table.schema(columns);
    try {
      LiveFiles now = seen;
      for (int tried = 1; ; tried++) {
        try {
          if (now == null) {
            LiveFiles all = of(Snapshot.of(store));
            now = seen == null ? all : all.only(seen.trials());
          }
          return TrialRows.all(now, table, as);
        } catch (IOException e) {
          // by a trial that runs again or by a compaction
          if (!WholeFiles.replaced(e) || tried == TRIES) {
            throw e;
          }
          now = null;
        }
      }
    } catch (ParquetFile.Damage e) {
      throw store.damaged(e);
    } catch (IOException e) {
      throw new FileTrouble("Cannot read the table " + table.name() + " in " + store.folder(), e);
    }
  }

  /** Whether a trial's rows in a merged file are there in a newer one too. */
  public boolean superseded(String id, Path file) {
    return Remedy.merged(file)
        && merged.entrySet().stream()
            .filter(newer -> newer.getValue().contains(id))
            .anyMatch(newer -> !file.getName().endsWith(Snapshot.mergedName(newer.getKey())));
  }

  private static Map<String, FileStatus> of(Map<String, FileStatus> files, Set<String> trials) {
    Map<String, FileStatus> found = new TreeMap<>(files);
    found.keySet().retainAll(trials);
    return found;
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> both = new HashSet<>(some);
    both.retainAll(others);
    return both;
  }
}
