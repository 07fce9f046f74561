package org.tombola.spark.audit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.spark.audit.Audit.Problem;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.files.Schemas;
import org.tombola.spark.schema.AttackRows;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.LiveFiles;
import org.tombola.spark.store.Remedy;
import org.tombola.spark.store.Snapshot;
import org.tombola.spark.store.Store;

/** The tables' part of an audit: one file after the other, rows of one trial at a time. */
final class TableAudit {
  private static final Map<String, List<String>> KEYS =
      Map.of(
          Tables.TRIALS.name(), List.of(),
          Tables.EPOCHS.name(), List.of("epoch"),
          Tables.EVALUATIONS.name(), List.of("checkpoint", "split", "settings"),
          Tables.LAYERS.name(), List.of("epoch", "layer"),
          Tables.KERNELS.name(), List.of("epoch"),
          Tables.PREDICTIONS.name(), List.of("checkpoint", "split", "settings", "image"),
          Tables.TRANSFERS.name(),
              List.of("checkpoint", "split", "attack", "source_sparsity", "target_sparsity"));

  private static final Logger LOG = LoggerFactory.getLogger(TableAudit.class);

  private final Store store;
  private final boolean busy;
  private final List<Problem> problems;
  private final List<String> notes;

  /** What the trials' own rows say, by trial. */
  private final Map<String, ExpectedRows> trials = new HashMap<>();

  /** Trials that have files of their own. */
  private Set<String> own = Set.of();

  private final Snapshot snapshot;
  private final LiveFiles live;

  /** Attacks on trials beside those they ask for, by trial; of those added later by file. */
  private final Map<String, List<String>> further = new HashMap<>();

  private final Set<String> incomparable = new HashSet<>();

  TableAudit(Store store, boolean busy, List<Problem> problems, List<String> notes)
      throws IOException {
    this.store = store;
    this.snapshot = Snapshot.of(store);
    this.live = LiveFiles.asFarAsKnown(snapshot);
    this.busy = busy;
    this.problems = problems;
    this.notes = notes;
  }

  int trials() {
    return trials.size();
  }

  void run() {
    own = snapshot.ownTrials();
    problems.addAll(IgnoredFiles.of(live));
    table(Tables.TRIALS);
    for (Table<?> table : Tables.ALL) {
      if (!table.equals(Tables.TRIALS)) {
        table(table);
      }
    }
    if (!incomparable.isEmpty()) {
      notes.add(
          "trials not compared with their stage results, because those are missing: "
              + incomparable.size());
    }
  }

  private void table(Table<?> table) {
    Map<String, Path> seen = new HashMap<>();
    Map<String, Path> seenAdded = new HashMap<>();
    Set<String> damaged = new HashSet<>();
    Snapshot.Files files = snapshot.of(table);
    files.merged().entrySet().stream()
        .filter(file -> snapshot.of(Tables.TRIALS).merged().containsKey(file.getKey()))
        .forEach(file -> file(table, file.getValue(), Optional.empty(), seen, damaged));
    files.own().forEach((id, file) -> file(table, file, Optional.of(id), seen, damaged));
    files.added().forEach((id, file) -> file(table, file, Optional.of(id), seenAdded, damaged));
    if (!damaged.isEmpty() || busy) {
      return; // which rows are missing cannot be told
    }
    if (table.equals(Tables.TRANSFERS)) {
      snapshot
          .of(Tables.EVALUATIONS)
          .added()
          .forEach((id, file) -> matrix(id, store.place(file), seenAdded));
    }
    trials.forEach(
        (id, expected) -> {
          if (!seen.containsKey(id) && expected.rows(table).orElse(0) > 0) {
            add(
                expected.file(),
                "trial " + id + " has no rows in " + table.name(),
                again(Tables.TRIALS, expected.file()));
          }
        });
  }

  /** Attacks that were added to a switch of tickets have rows in two tables. */
  private void matrix(String id, Path file, Map<String, Path> seen) {
    ExpectedRows trial = trials.get(id);
    List<String> attacks = further.getOrDefault(file.getName(), List.of());
    if (trial != null
        && !attacks.isEmpty()
        && !seen.containsKey(id)
        && trial.of(attacks, store).rows(Tables.TRANSFERS).orElse(0) > 0) {
      add(
          file,
          "trial " + id + " has no rows in " + Tables.TRANSFERS.name(),
          again(Tables.EVALUATIONS, file));
    }
  }

  private void file(
      Table<?> table,
      FileStatus found,
      Optional<String> owner,
      Map<String, Path> seen,
      Set<String> damaged) {
    Path file = store.place(found);
    List<Group> rows = new ArrayList<>();
    Set<String> within = new HashSet<>();
    try {
      new ParquetFile(file, store.conf())
          .read(
              null,
              row -> {
                if (!rows.isEmpty() && !StoredRow.id(rows.get(0)).equals(StoredRow.id(row))) {
                  trial(table, file, owner, rows, seen, within);
                  rows.clear();
                }
                rows.add(row);
              });
      if (!rows.isEmpty()) {
        trial(table, file, owner, rows, seen, within);
      }
    } catch (ParquetFile.Damage e) {
      damaged.add(file.getName());
      add(file, String.valueOf(e.getMessage()), again(table, file));
    } catch (Schemas.Newer e) {
      damaged.add(file.getName());
      add(file, "was written by a newer Tombola", "check it with that version");
    } catch (FileNotFoundException e) {
      // a run has removed it meanwhile
      damaged.add(file.getName());
    } catch (IOException e) {
      damaged.add(file.getName());
      add(file, "cannot be read: " + e.getMessage(), "make it readable");
    } catch (RuntimeException e) {
      LOG.warn("Cannot parse {}", file, e);
      damaged.add(file.getName());
      add(file, "has rows that cannot be parsed", again(table, file));
    }
  }

  private void trial(
      Table<?> table,
      Path file,
      Optional<String> owner,
      List<Group> rows,
      Map<String, Path> seen,
      Set<String> within) {
    String id = StoredRow.id(rows.get(0));
    if (owner.isPresent() && !owner.get().equals(id)) {
      add(file, "has rows of trial " + id, again(table, file));
      return;
    }
    if (!within.add(id)) {
      add(file, "has rows of trial " + id + " in two places", again(table, file));
      return;
    }
    if (live.superseded(id, file)) {
      return; // which is told of the whole file
    }
    Path other = seen.putIfAbsent(id, file);
    if (other != null) {
      add(
          file,
          "trial " + id + " is also in " + other.getName(),
          Remedy.merged(file) == Remedy.merged(other)
              ? again(table, file)
              : own.contains(id)
                  ? "tombola compact " + store.folder() + " keeps the newer one"
                  : "delete it, since the trial's own row is missing");
    }
    duplicates(table, file, rows);
    if (table.equals(Tables.TRIALS)) {
      ExpectedRows expected = ExpectedRows.of(file, rows.get(0), store);
      expected.problem().ifPresent(what -> add(file, what, again(table, file)));
      trials.put(id, expected);
      if (expected.incomparable()) {
        incomparable.add(id);
      }
    }
    ExpectedRows expected = trials.get(id);
    if (expected == null) {
      if (!busy) {
        add(
            file,
            "has rows of trial " + id + ", which is not in trials",
            Remedy.merged(file)
                ? again(table, file)
                : "run its sweep again, which replaces it, or delete it");
      }
      return;
    }
    if (Tables.ATTACKED.contains(table)) {
      expected = attacked(expected, table, file, rows);
    }
    expected
        .rows(table)
        .filter(count -> count != rows.size())
        .ifPresent(
            count ->
                add(
                    file,
                    "trial " + id + " has " + rows.size() + " rows, not " + count,
                    again(table, file)));
    expected
        .difference(table, rows)
        .ifPresent(what -> add(file, "trial " + id + ": " + what, again(table, file)));
  }

  /** What belongs into a file of attacks, of which a trial may have more than it asks for. */
  private ExpectedRows attacked(ExpectedRows trial, Table<?> table, Path file, List<Group> rows) {
    String id = StoredRow.id(rows.get(0));
    List<String> before = new ArrayList<>(trial.asked());
    if (added(file)) {
      before.addAll(further.getOrDefault(id, List.of()));
    }
    String key = added(file) ? file.getName() : id;
    if (table.equals(Tables.EVALUATIONS)) {
      Set<String> found = new LinkedHashSet<>();
      rows.forEach(row -> ExpectedRows.cell(row, AttackRows.column(table)).ifPresent(found::add));
      found.stream()
          .filter(before::contains)
          .filter(attack -> added(file))
          .forEach(
              attack -> add(file, "trial " + id + " is attacked twice by " + attack, "delete it"));
      found.removeAll(before);
      // a trial's own file has what it asks for and nothing else
      further.put(key, added(file) || Remedy.merged(file) ? List.copyOf(found) : List.of());
    }
    List<String> attacks = new ArrayList<>(added(file) ? List.of() : before);
    attacks.addAll(further.getOrDefault(key, List.of()));
    ExpectedRows expected = trial.of(attacks, store);
    expected.problem().ifPresent(what -> add(file, what, again(table, file)));
    if (expected.incomparable()) {
      incomparable.add(id);
    }
    return expected;
  }

  private void duplicates(Table<?> table, Path file, List<Group> rows) {
    Set<List<String>> keys = new HashSet<>();
    for (Group row : rows) {
      List<String> key = new ArrayList<>();
      for (String column : KEYS.getOrDefault(table.name(), List.of())) {
        key.add(ExpectedRows.cell(row, column).orElse(""));
      }
      if (!keys.add(key)) {
        add(file, "trial " + StoredRow.id(row) + " has two rows of " + key, again(table, file));
        return;
      }
    }
  }

  private String again(Table<?> table, Path file) {
    return Remedy.again(snapshot, table, file);
  }

  private static boolean added(Path file) {
    return file.getName().endsWith(Snapshot.ADDED);
  }

  private void add(Path file, String what, String remedy) {
    problems.add(new Problem(file, what, remedy));
  }
}
