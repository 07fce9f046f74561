package org.tombola.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.files.StageFiles;
import org.tombola.spark.files.WholeFiles;
import org.tombola.spark.schema.AttackRows;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.schema.TrialColumns;
import org.tombola.spark.schema.TrialRow;
import org.tombola.trial.Measurements;
import org.tombola.trial.Outcome;
import org.tombola.trial.TrialSpec;

/**
 * The folder a sweep's tables lie in: one folder a table, in it one file a trial, merged files of
 * many, and files with rows that were added to a trial later; beside them the results of stages.
 *
 * <p>Every file appears whole; the one in {@code trials} is written last, so a trial counts once
 * all its rows are there. Files are called by the trial's id: writing a trial again replaces it.
 *
 * @param folder of the tables
 * @param conf of the file system
 */
public record Store(Path folder, Configuration conf) {
  /** Name of the folder where those that work on the store say so. */
  public static final String RUNNING = "_running";

  private static final String STAGES = "_stages";

  /** How the names of running stages' signs of life end. */
  public static final String HEARTBEAT = ".beat";

  /** The store in a folder given as a path or a URI. */
  public static Store at(String folder, Configuration conf) {
    return new Store(new Path(folder), conf);
  }

  /** Whether there is such a folder. */
  public boolean exists() {
    try {
      return folder.getFileSystem(conf).exists(folder);
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + folder, e);
    }
  }

  /** The folder where those that work on the store say so. */
  public Path running() {
    return new Path(folder, RUNNING);
  }

  /** Whether a run has begun in it. */
  public boolean begun() {
    try {
      for (String name : List.of(RUNNING, STAGES, Tables.TRIALS.name())) {
        if (folder.getFileSystem(conf).exists(new Path(folder, name))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + folder, e);
    }
  }

  /** Results and checkpoints of stages. */
  public StageFiles stages() {
    return new StageFiles(new Path(folder, STAGES), conf);
  }

  /** Whether a trial's own file says that it ended so, by the science of this build. */
  public boolean holds(String id, Outcome outcome) {
    boolean[] holds = {false};
    try {
      new ParquetFile(file(Tables.TRIALS, id), conf)
          .read(
              null,
              group -> {
                StoredRow row = StoredRow.of(group);
                holds[0] =
                    row.text("outcome").orElse("").equals(TrialColumns.outcome(outcome))
                        && row.current();
              });
    } catch (IOException e) {
      return false; // there is none, or none that can be read
    }
    return holds[0];
  }

  /**
   * Writes a trial's rows into all tables.
   *
   * @throws Refused if a compaction of the store was cut short
   */
  public void write(TrialRow trial) {
    String id = trial.record().id();
    try {
      refuseWhileCompacted(id);
      // an older row must not vouch for the rows written now
      files().delete(file(Tables.TRIALS, id));
      for (Table<?> table : Tables.ATTACKED) {
        files().delete(added(table, id));
      }
      for (Table<?> table : Tables.ALL) {
        write(table, trial, file(table, id));
      }
    } catch (IOException e) {
      throw new FileTrouble("Cannot write trial " + id + " to " + folder, e);
    }
  }

  private void refuseWhileCompacted(String id) throws IOException {
    if (Journal.of(this).isPresent()) {
      // what finishes it would remove this trial's files along with the ones they replace
      throw new Refused(
          "Cannot write trial "
              + id
              + " to "
              + folder
              + ": its files are being compacted; if nothing is running any more, tombola compact "
              + folder
              + " finishes this");
    }
  }

  /**
   * Adds to a trial that is there what further attacks measured on its networks, beside what was
   * added before; its own files stay as they are.
   *
   * @param id of the trial
   * @param spec the trial's, but asking for these attacks
   * @throws org.tombola.trial.MissingResult if a result of theirs is missing
   */
  public void add(String id, TrialSpec spec) {
    AttackRows attacked = new AttackRows(id, Measurements.of(spec, stages()));
    try {
      refuseWhileCompacted(id);
      for (Table<?> table : Tables.ATTACKED) {
        add(table, attacked);
      }
    } catch (IOException e) {
      throw new FileTrouble("Cannot write evaluations of trial " + id + " to " + folder, e);
    }
  }

  private void add(Table<?> table, AttackRows attacked) throws IOException {
    List<Group> now = attacked.groups(table);
    if (now.isEmpty()) {
      return;
    }
    String attack = AttackRows.column(table);
    Set<Optional<String>> attacks =
        now.stream().map(row -> StoredRow.of(row).text(attack)).collect(Collectors.toSet());
    List<Group> all = new ArrayList<>();
    Path file = added(table, attacked.id());
    if (files().system().exists(file)) {
      // a commit whose executor was lost may have added these before
      new ParquetFile(file, conf)
          .read(
              table.schema(),
              row -> {
                if (!attacks.contains(StoredRow.of(row).text(attack))) {
                  all.add(row);
                }
              });
    }
    all.addAll(now);
    write(table, all, file);
  }

  private <R> void write(Table<R> table, TrialRow trial, Path file) throws IOException {
    List<Group> groups = table.groups(trial);
    if (groups.isEmpty() && Tables.RARE.contains(table)) {
      files().delete(file); // it may have had rows before
      return;
    }
    write(table, groups, file);
  }

  private void write(Table<?> table, List<Group> groups, Path file) throws IOException {
    new ParquetFile(file, conf)
        .write(
            table.schema(),
            rows -> {
              for (Group row : groups) {
                rows.take(row);
              }
            });
  }

  /**
   * All rows of a table that belong to whole trials, by trial id; none where there is no such
   * table.
   *
   * @param columns wanted, beside the trial's id; all where none is named
   */
  public List<StoredRow> read(Table<?> table, String... columns) {
    return LiveFiles.read(this, null, table, columns);
  }

  /** What a reader says of a damaged file: which it is, and what to do. */
  FileTrouble damaged(ParquetFile.Damage damage) {
    Path file = damage.file();
    String remedy =
        Tables.ALL.stream()
            .filter(table -> folder(table).getName().equals(file.getParent().getName()))
            .map(table -> Remedy.again(this, table, file))
            .findFirst()
            .orElse("tombola verify " + folder + " says what to do");
    return new FileTrouble(
        "Cannot read the table " + file.getParent().getName() + " in " + folder,
        new IOException(damage.getMessage() + "; " + remedy, damage));
  }

  /**
   * Finishes or discards what a process left that was killed, so that no reader of the files sees
   * it: a compaction cut short, files half written, heartbeats, checkpoints of finished trainings,
   * merged rows of trials that were run again. The caller has claimed the store, and runs nothing.
   */
  public void recover() {
    try {
      new Compaction(this, step -> {}).recover();
    } catch (ParquetFile.Damage e) {
      throw damaged(e);
    } catch (IOException e) {
      throw new FileTrouble("Cannot clean up " + folder, e);
    }
  }

  /**
   * Merges the files of all trials that are completed or diverged, one file a table. Whenever it is
   * cut short, this class reads each trial once, and {@link #recover} finishes or discards it. The
   * caller has claimed the store.
   */
  public Compacted compact() {
    try {
      Compaction compaction = new Compaction(this, step -> {});
      compaction.recover();
      return compaction.compact();
    } catch (ParquetFile.Damage e) {
      throw damaged(e);
    } catch (IOException e) {
      throw new FileTrouble("Cannot compact " + folder, e);
    }
  }

  /**
   * What a compaction did.
   *
   * @param trials merged now
   * @param before files of all tables
   * @param after files of all tables
   */
  public record Compacted(int trials, int before, int after) {}

  /** Writes a file whole, in place of one that may be there: in this store or elsewhere. */
  public void keep(Path file, byte[] content) {
    try {
      WholeFiles.of(file, conf).write(file, out -> out.write(content));
    } catch (IOException e) {
      throw new FileTrouble("Cannot write " + file, e);
    }
  }

  /** The folder of a table. */
  public Path folder(Table<?> table) {
    return new Path(folder, table.name());
  }

  /** A file that was listed in a table's folder, as the store is named. */
  public Path place(FileStatus file) {
    Path found = file.getPath();
    // a name may have a colon, which would pass for the end of a scheme
    return new Path(
        new Path(folder, found.getParent().getName()), new Path(null, null, found.getName()));
  }

  /** A file of rows that was listed. */
  public ParquetFile parquet(FileStatus file) {
    return new ParquetFile(place(file), conf);
  }

  /** A trial's own file in a table. */
  public Path file(Table<?> table, String id) {
    return new Path(folder(table), id + Snapshot.PARQUET);
  }

  /** A trial's file in a table with what was added to it. */
  public Path added(Table<?> table, String id) {
    return new Path(folder(table), id + Snapshot.ADDED);
  }

  /** Writes and reads its files. */
  public WholeFiles files() throws IOException {
    return WholeFiles.of(folder, conf);
  }
}
