package org.tombola.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.tombola.method.FileTrouble;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.schema.AttackRows;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;

/**
 * Which files of a store hold its whole trials at one moment, for readers that know Parquet
 * themselves. Any other file or row is torn, superseded or a copy.
 */
public final class CommittedFiles {
  private final Snapshot snapshot;
  private final LiveFiles live;

  private CommittedFiles(Snapshot snapshot, LiveFiles live) {
    this.snapshot = snapshot;
    this.live = live;
  }

  /**
   * A file of many trials.
   *
   * @param file with rows of others too
   * @param trials whose rows count
   */
  public record Merged(FileStatus file, Set<String> trials) {}

  /**
   * What is there now.
   *
   * @throws IllegalStateException if the newest rows are of a newer schema than this build knows
   * @throws FileTrouble if a file cannot be read, or is empty
   */
  public static CommittedFiles of(Store store) {
    try {
      Snapshot snapshot = Snapshot.of(store);
      Snapshot.Files trials = snapshot.of(Tables.TRIALS);
      Optional<FileStatus> newest =
          Stream.concat(trials.own().values().stream(), trials.merged().values().stream())
              .max(Comparator.comparingLong(FileStatus::getModificationTime));
      if (newest.isPresent()) {
        // fails where this build would misread it
        new ParquetFile(store.place(newest.get()), store.conf()).schema();
      }
      CommittedFiles committed = new CommittedFiles(snapshot, LiveFiles.of(snapshot));
      for (Table<?> table : Tables.ALL) {
        committed.refuseEmpty(table);
      }
      return committed;
    } catch (ParquetFile.Damage e) {
      throw store.damaged(e);
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + store.folder(), e);
    }
  }

  /** Spark takes an empty file for one without rows. */
  private void refuseEmpty(Table<?> table) throws ParquetFile.Damage {
    for (FileStatus file : files(table)) {
      ParquetFile.refuseShort(snapshot.store().place(file), file.getLen());
    }
  }

  private List<FileStatus> files(Table<?> table) {
    List<FileStatus> files = new ArrayList<>(own(table));
    merged(table).forEach(merged -> files.add(merged.file()));
    files.addAll(added(table).values());
    return files;
  }

  /** How many bytes all files have. */
  public long bytes() {
    return Tables.ALL.stream()
        .flatMap(table -> files(table).stream())
        .mapToLong(FileStatus::getLen)
        .sum();
  }

  /** The trials whose rows count. */
  public Set<String> trials() {
    return live.all();
  }

  /** The same of some trials only. */
  public CommittedFiles only(Set<String> trials) {
    Map<String, Set<String>> merged = new TreeMap<>();
    live.merged().forEach((mark, all) -> merged.put(mark, both(all, trials)));
    return new CommittedFiles(
        snapshot, new LiveFiles(both(live.own(), trials), merged, Set.of(), List.of()));
  }

  /**
   * Whether a compaction is under way or was cut short: the files may be gone in a moment, and only
   * {@link Store#read} finds what took their place.
   */
  public boolean compacting() {
    return snapshot.journal().isPresent();
  }

  /** The files of single trials, {@code ID.parquet}. */
  public List<FileStatus> own(Table<?> table) {
    return of(snapshot.of(table).own(), live.own());
  }

  /** The files of many trials. */
  public List<Merged> merged(Table<?> table) {
    List<Merged> found = new ArrayList<>();
    live.merged()
        .forEach(
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
    Map<String, FileStatus> files = new TreeMap<>(snapshot.of(table).added());
    files.keySet().retainAll(live.all());
    return files;
  }

  /** The column that rows are told apart by of which more may be added to a trial. */
  public static Optional<String> attack(Table<?> table) {
    return AttackRows.of(table);
  }

  private static List<FileStatus> of(Map<String, FileStatus> files, Set<String> trials) {
    return files.entrySet().stream()
        .filter(file -> trials.contains(file.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> both = new HashSet<>(some);
    both.retainAll(others);
    return both;
  }
}
