package org.tombola.spark.audit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.claim.Holder;
import org.tombola.spark.files.DamageStream;
import org.tombola.spark.files.Schemas;
import org.tombola.spark.files.StageFiles;
import org.tombola.spark.files.WholeFiles;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Journal;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Snapshot;
import org.tombola.spark.store.Store;
import org.tombola.trial.Contents;
import org.tombola.trial.StageResult;

/**
 * A store looked through for damage, leftovers and contradictions; nothing in it is changed.
 *
 * @param problems found
 * @param notes what could not be looked at, and why
 * @param trials whole ones
 * @param stages with a result
 */
public record Audit(List<Problem> problems, List<String> notes, int trials, int stages) {

  /**
   * Something that is wrong.
   *
   * @param path of the file or folder
   * @param what is wrong with it
   * @param remedy what to do
   */
  public record Problem(Path path, String what, String remedy) {
    @Override
    public String toString() {
      return path + ": " + what + "; " + remedy;
    }
  }

  /**
   * Looks through a store, at every byte of it.
   *
   * @throws IllegalArgumentException if there is none
   * @throws UncheckedIOException if its folders cannot be read
   */
  public static Audit of(Store store) {
    if (!store.exists()) {
      throw new Refused("Cannot verify " + store.folder() + ": there is no such folder");
    }
    try {
      return new Check(store).all();
    } catch (IOException e) {
      throw new FileTrouble("Cannot verify " + store.folder(), e);
    }
  }

  /** One verification. */
  private static final class Check {
    private final Store store;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final String cleaned;
    private final boolean busy;

    Check(Store store) {
      this.store = store;
      this.cleaned = "tombola compact " + store.folder() + " removes it";
      var holder = Claim.of(store).filter(Holder::alive);
      this.busy = holder.isPresent();
      holder.ifPresent(
          at -> notes.add("a run is working on it, so files it has begun are skipped: " + at));
    }

    Audit all() throws IOException {
      boolean known = leftovers();
      questions();
      int stages = stages();
      int trials = 0;
      if (known) {
        TableAudit tables = new TableAudit(store, busy, problems, notes);
        tables.run();
        trials = tables.trials();
      }
      return new Audit(problems, notes, trials, stages);
    }

    /** Whether it can be told which files count. */
    private boolean leftovers() throws IOException {
      boolean underWay;
      boolean known = true;
      try {
        underWay = Journal.of(store).isPresent();
      } catch (DamageStream.Damage | Schemas.Newer e) {
        underWay = true;
        known = false;
        notes.add("the tables were not checked, because it is not known which files count");
        problems.add(
            new Problem(
                new Path(store.folder(), Journal.NAME),
                "is damaged: " + e.getMessage(),
                "delete it and all files in the tables' folders that begin with _"
                    + Snapshot.MERGED
                    + ", and run the sweep again, which writes what is missing"));
      }
      boolean cutShort = known && underWay && !busy;
      if (cutShort) {
        problems.add(
            new Problem(
                new Path(store.folder(), Journal.NAME),
                "a compaction was interrupted",
                "tombola compact " + store.folder() + " finishes it"));
      }
      unfinished(store.folder());
      unfinished(store.running());
      for (Table<?> table : Tables.ALL) {
        unfinished(store.folder(table));
        for (FileStatus file : store.files().list(store.folder(table))) {
          if (file.getPath().getName().startsWith("_" + Snapshot.MERGED) && !underWay && !busy) {
            problem(file, "a compaction was abandoned", cleaned);
          }
        }
      }
      return known;
    }

    private void questions() throws IOException {
      unfinished(SavedSweep.folder(store));
      for (FileStatus file : store.files().list(SavedSweep.folder(store))) {
        if (SavedSweep.told(file)) {
          looked(
              file,
              "run its sweep again, which rewrites it, or delete it",
              () -> SavedSweep.read(file.getPath(), store.files()));
        }
      }
    }

    /** Looks at one file; what is wrong with it ends no look at others. */
    private void looked(FileStatus file, String remedy, At at) throws IOException {
      try {
        at.file();
      } catch (DamageStream.Damage e) {
        problem(file, "is damaged: " + e.getMessage(), remedy);
      } catch (Schemas.Newer e) {
        problem(file, "was written by a newer Tombola", "check it with that version");
      } catch (FileNotFoundException e) {
        // a run has removed it meanwhile
      } catch (IOException e) {
        problem(file, "cannot be read: " + e.getMessage(), "make it readable");
      }
    }

    /** Reads a file. */
    @FunctionalInterface
    private interface At {
      /** Reads all of it. */
      void file() throws IOException;
    }

    private void unfinished(Path folder) throws IOException {
      for (FileStatus file : store.files().list(folder)) {
        if (WholeFiles.unfinished(file.getPath().getName()) && !busy) {
          problem(file, "was never finished", cleaned);
        }
      }
    }

    private int stages() throws IOException {
      StageFiles stages = store.stages();
      Set<String> finished = stages.finished();
      unfinished(stages.folder());
      for (FileStatus found : store.files().list(stages.folder())) {
        String name = found.getPath().getName();
        if (name.endsWith(StageFiles.DAMAGED)) {
          problem(found, "was found damaged and moved aside", "delete it");
        } else if (name.endsWith(StageFiles.ZIP) && !name.startsWith("_")) {
          String fingerprint = name.substring(0, name.length() - StageFiles.ZIP.length());
          bundle(
              found,
              "delete it; a run creates it again if a trial without rows needs it",
              json -> result(fingerprint, json));
        } else if (name.endsWith(StageFiles.CHECKPOINTS)) {
          checkpoints(found, finished, stages);
        }
      }
      return finished.size();
    }

    private void checkpoints(FileStatus folder, Set<String> finished, StageFiles stages)
        throws IOException {
      String name = folder.getPath().getName();
      String training = name.substring(0, name.length() - StageFiles.CHECKPOINTS.length());
      if (finished.contains(training) && !busy) {
        problem(folder, "checkpoints of a finished training", cleaned);
        return;
      }
      unfinished(folder.getPath());
      for (Path checkpoint : stages.checkpoints(training)) {
        bundle(
            store.files().system().getFileStatus(checkpoint),
            "delete it; the training continues from the one before",
            json -> saved(training, checkpoint, json));
      }
    }

    private void bundle(
        FileStatus file, String remedy, Function<String, Optional<StageFiles.Checked>> checker)
        throws IOException {
      looked(file, remedy, () -> StageFiles.audit(file.getPath(), store.files(), checker));
    }

    /** How the result under a fingerprint is looked through, by what it says of itself. */
    private static Optional<StageFiles.Checked> result(String fingerprint, String json) {
      StageResult result = StageResult.read(json);
      require(
          fingerprint.equals(result.fingerprint()), "it belongs to stage " + result.fingerprint());
      return Contents.told(result).map(told -> new StageFiles.Checked(told.most(), told::check));
    }

    private static Optional<StageFiles.Checked> saved(String whole, Path file, String json) {
      StageResult result = StageResult.read(json);
      Optional<Contents> told = Contents.told(result);
      told.map(of -> of.stage().whole())
          .ifPresent(
              of ->
                  require(
                      whole.equals(of.fingerprint()), "it belongs to stage " + of.fingerprint()));
      require(
          result.found().savedAfter(StageFiles.epoch(file)),
          "its epoch is not the one in its name");
      return told.map(it -> new StageFiles.Checked(it.mostSaved(), it::checkSaved));
    }

    private static void require(boolean sound, String otherwise) {
      if (!sound) {
        throw new IllegalStateException(otherwise);
      }
    }

    private void problem(FileStatus file, String what, String remedy) {
      problems.add(new Problem(file.getPath(), what, remedy));
    }
  }
}
