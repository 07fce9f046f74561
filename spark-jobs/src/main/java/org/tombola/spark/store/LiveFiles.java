package org.tombola.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;

/**
 * Which files each trial of a store counts by: once, whoever reads and whatever copies lie about.
 *
 * <p>A trial has files of its own, or lies in merged ones. Where it has both, its own count, since
 * it was run again after it was merged; unless both say the same, as where a store was fetched
 * before and after a compaction: then the merged ones do, which hold what was added too. Of several
 * merged ones the newest that is whole counts.
 *
 * @param own trials whose rows are in files of their own
 * @param merged trials by the mark of the merged files their rows are in, the newest first
 * @param twice trials that have files of their own and are in merged ones
 * @param damage of merged files, whose trials are not known
 */
public record LiveFiles(
    Set<String> own,
    Map<String, Set<String>> merged,
    Set<String> twice,
    List<ParquetFile.Damage> damage) {
  private static final MessageType IDS =
      new MessageType("ids", Tables.TRIALS.schema().getType(Table.ID));

  /**
   * What one compaction wrote.
   *
   * @param whole whether every table that most trials have rows in has its file
   * @param number of compactions before it whose files went into this one; 0 where it is not told
   */
  private record Generation(
      String mark, boolean whole, long number, long modified, Set<String> trials) {
    /** A later one has at least the trials of those before. */
    static final Comparator<Generation> NEWEST_FIRST =
        Comparator.comparing(Generation::whole)
            .thenComparing(Generation::number)
            .thenComparing(each -> each.trials.size())
            .thenComparing(Generation::modified)
            .thenComparing(Generation::mark)
            .reversed();
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
        generations.add(generation(snapshot, file.getKey(), file.getValue()));
      } catch (ParquetFile.Damage e) {
        damage.add(e);
      }
    }
    generations.sort(Generation.NEWEST_FIRST);
    Set<String> own = new HashSet<>(snapshot.ownTrials());
    Set<String> told = new HashSet<>();
    Map<String, Set<String>> merged = new LinkedHashMap<>();
    for (Generation generation : generations) {
      Set<String> trials = new HashSet<>(generation.trials);
      trials.removeIf(id -> !told.add(id));
      Set<String> again = new HashSet<>(trials);
      again.retainAll(own);
      if (generation.whole) {
        again.removeAll(same(snapshot, generation.mark, again));
      }
      trials.removeAll(again);
      own.removeAll(trials);
      merged.put(generation.mark, trials);
    }
    told.retainAll(snapshot.ownTrials());
    return new LiveFiles(own, merged, told, damage);
  }

  /** Every trial. */
  Set<String> all() {
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

  /** Whether a trial's rows in a merged file are there in a newer one too. */
  public boolean superseded(String id, Path file) {
    return merged.entrySet().stream()
        .filter(newer -> newer.getValue().contains(id))
        .anyMatch(
            newer ->
                Remedy.merged(file)
                    && !file.getName()
                        .endsWith(Snapshot.MERGED + newer.getKey() + Snapshot.PARQUET));
  }

  /** Those of some trials whose own row says what the merged one says, or is not there at all. */
  private static Set<String> same(Snapshot snapshot, String mark, Set<String> trials)
      throws IOException {
    Set<String> same = new HashSet<>();
    if (!trials.isEmpty()) {
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
      new ParquetFile(snapshot.store().place(file), snapshot.store().conf())
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

  private static Generation generation(Snapshot snapshot, String mark, FileStatus trials)
      throws IOException {
    ParquetFile file = new ParquetFile(snapshot.store().place(trials), snapshot.store().conf());
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
}
