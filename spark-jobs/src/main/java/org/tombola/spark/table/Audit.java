package org.tombola.spark.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;

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
   * @throws IllegalStateException if a newer version wrote it
   * @throws UncheckedIOException if it cannot be read
   */
  public static Audit of(Store store) {
    if (!store.exists()) {
      throw new Refused("Cannot verify " + store.folder() + ": there is no such folder");
    }
    try {
      return new Look(store).all();
    } catch (IOException e) {
      throw new FileTrouble("Cannot verify " + store.folder(), e);
    }
  }

  /** One look. */
  private static final class Look {
    private final Store store;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final String cleaned;
    private final boolean busy;

    Look(Store store) {
      this.store = store;
      this.cleaned = "tombola compact " + store.folder() + " removes it";
      var holder = Claim.of(store).filter(Holder::alive);
      this.busy = holder.isPresent();
      holder.ifPresent(
          at -> notes.add("a run works on it, so files it has begun are passed over: " + at));
    }

    Audit all() throws IOException {
      leftovers();
      int stages = stages();
      TableAudit tables = new TableAudit(store, busy, problems, notes);
      tables.run();
      return new Audit(problems, notes, tables.trials(), stages);
    }

    private void leftovers() throws IOException {
      boolean underWay = Journal.of(store).isPresent();
      if (underWay && !busy) {
        problems.add(
            new Problem(
                new Path(store.folder(), Journal.NAME),
                "a compaction was cut short",
                "tombola compact " + store.folder() + " finishes it"));
      }
      unfinished(store.folder());
      unfinished(store.running());
      for (Table<?> table : Tables.ALL) {
        unfinished(store.folder(table));
        for (FileStatus file : store.files().list(store.folder(table))) {
          if (file.getPath().getName().startsWith("_" + Snapshot.MERGED) && !underWay && !busy) {
            problem(file, "a compaction was given up", cleaned);
          }
        }
      }
    }

    private void unfinished(Path folder) throws IOException {
      for (FileStatus file : store.files().list(folder)) {
        if (WholeFiles.unfinished(file.getPath().getName()) && !busy) {
          problem(file, "was begun and never finished", cleaned);
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
          bundle(found, "delete it; a run makes it again where a trial without rows needs it");
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
            "delete it, and the training goes on from the one before");
      }
    }

    private void bundle(FileStatus file, String remedy) throws IOException {
      try {
        StageFiles.audit(file.getPath(), store.files());
      } catch (DamageStream.Damage e) {
        problem(file, "is damaged: " + e.getMessage(), remedy);
      }
    }

    private void problem(FileStatus file, String what, String remedy) {
      problems.add(new Problem(file.getPath(), what, remedy));
    }
  }
}
