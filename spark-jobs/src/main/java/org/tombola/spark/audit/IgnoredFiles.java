package org.tombola.spark.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.tombola.method.FileTrouble;
import org.tombola.spark.audit.Audit.Problem;
import org.tombola.spark.files.WholeFiles;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.LiveFiles;
import org.tombola.spark.store.Remedy;
import org.tombola.spark.store.Snapshot;
import org.tombola.spark.store.Store;

/** What looks like rows of a store and is read by nobody: copies, and files that are superseded. */
public final class IgnoredFiles {
  private static final int SHOWN = 3;

  /** The part of a copy's name that its original is called by. */
  private static final Pattern ORIGINAL =
      Pattern.compile("[0-9a-f]{16}(\\.added)?|merged-[0-9a-f]{8}");

  private IgnoredFiles() {}

  /**
   * A line about it for those who read the store; empty where there is none.
   *
   * @throws FileTrouble if the store cannot be listed
   */
  public static Optional<String> in(Store store) {
    List<String> names;
    try {
      Snapshot snapshot = Snapshot.of(store);
      if (snapshot.strays().isEmpty() && snapshot.of(Tables.TRIALS).merged().size() < 2) {
        return Optional.empty();
      }
      names =
          of(LiveFiles.asFarAsKnown(snapshot)).stream()
              .map(each -> each.path().getParent().getName() + "/" + each.path().getName())
              .toList();
    } catch (IOException e) {
      if (WholeFiles.replaced(e)) {
        return Optional.empty(); // by a run; the next reader sees it whole
      }
      throw new FileTrouble("Cannot read " + store.folder(), e);
    }
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
    return Optional.of(
        "Skipping files in %s that are copies or superseded: %s%s; tombola verify says what to do."
            .formatted(
                store.folder(),
                names.stream().limit(SHOWN).collect(Collectors.joining(", ")),
                more));
  }

  /** Each of them, with what to do. */
  static List<Problem> of(LiveFiles live) {
    Snapshot snapshot = live.snapshot();
    List<Problem> found = new ArrayList<>();
    for (Path stray : snapshot.strays()) {
      found.add(
          new Problem(
              stray,
              "is never read: its name is not that of a store's file",
              stray(snapshot, stray)));
    }
    Set<String> known = snapshot.of(Tables.TRIALS).merged().keySet();
    for (Table<?> table : Tables.ALL) {
      snapshot
          .of(table)
          .merged()
          .forEach(
              (mark, file) -> {
                if (!known.contains(mark)) {
                  Path path = snapshot.store().place(file);
                  found.add(
                      new Problem(
                          path,
                          "is never read: there is no %s/%s"
                              .formatted(Tables.TRIALS.name(), path.getName()),
                          Remedy.again(snapshot, table, path)));
                }
              });
    }
    List<String> marks = List.copyOf(live.merged().keySet());
    for (int i = 1; i < marks.size(); i++) {
      String mark = marks.get(i);
      Set<String> read = live.merged().getOrDefault(mark, Set.of());
      found.add(
          new Problem(
              new Path(snapshot.store().folder(Tables.TRIALS), Snapshot.mergedName(mark)),
              "is older than %s; %s"
                  .formatted(
                      Snapshot.mergedName(marks.get(0)),
                      read.isEmpty()
                          ? "none of its trials is read from it"
                          : "trials still read from it: " + read.size()),
              "tombola compact " + snapshot.store().folder() + " merges them"));
    }
    return found;
  }

  private static String stray(Snapshot snapshot, Path stray) {
    Matcher original = ORIGINAL.matcher(stray.getName());
    if (!original.find()) {
      return "delete it";
    }
    String name = original.group() + Snapshot.PARQUET;
    Snapshot.Files files =
        snapshot.tables().getOrDefault(stray.getParent().getName(), new Snapshot.Files());
    boolean there =
        List.of(files.own(), files.merged(), files.added()).stream()
            .flatMap(each -> each.values().stream())
            .anyMatch(file -> file.getPath().getName().equals(name));
    return there
        ? "delete it: " + name + " is there"
        : "rename it to " + name + ", or delete it if its rows are not wanted";
  }
}
