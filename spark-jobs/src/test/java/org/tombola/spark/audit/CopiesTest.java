package org.tombola.spark.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.attack.Fgsm;
import org.tombola.spark.Made;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.LiveFiles;
import org.tombola.spark.store.Store;
import org.tombola.trial.TrialRecord;

/** A store with copies in it, as fetching and unpacking leave them, is read as one without. */
class CopiesTest {
  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void make() {
    store = at("store");
    write(1);
    write(2);
  }

  private Store at(String name) {
    return Store.at(folder.resolve(name).toString(), new Configuration());
  }

  private static TrialRecord record(long seed) {
    return Made.record(Made.spec(Made.RANDOM, 0.1, seed), 700, 500, 450);
  }

  private void write(long seed) {
    store.write(Made.row(record(seed)));
  }

  private static List<List<String>> rows(Store store) {
    return Tables.ALL.stream()
        .map(table -> store.read(table).stream().map(row -> row.group().toString()).toList())
        .toList();
  }

  /** What is in the store now, copied over what was there, whose files stay. */
  private void fetch(Store into) throws IOException {
    FileUtils.copyDirectory(
        new java.io.File(store.folder().toString()),
        new java.io.File(into.folder().toString()),
        false);
  }

  private Path place(Store of, Table<?> table, String name) {
    return Path.of(of.folder().toString(), table.name(), name);
  }

  private static Path only(Path folder, String names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(names))
          .findFirst()
          .orElseThrow();
    }
  }

  private static List<String> problems(Store store) {
    return Audit.of(store).problems().stream()
        .map(each -> each.toString().replace(store.folder() + "/", ""))
        .toList();
  }

  @Test
  void ofTwoGenerationsTheNewerCountsWhateverTheFilesTimesSay() throws IOException {
    Store fetched = at("fetched");
    store.compact();
    Path old = only(place(store, Tables.TRIALS, ""), "merged-.*");
    fetch(fetched);
    Made.add(new Fgsm(), record(1).spec(), store);
    write(3);
    write(4);
    store.compact();
    fetch(fetched);
    for (Table<?> table : Tables.ALL) {
      Path file = place(fetched, table, old.getFileName().toString());
      if (Files.exists(file)) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
      }
    }
    assertThat(rows(fetched)).isEqualTo(rows(store));
    assertThat(fetched.read(Tables.TRIALS)).hasSize(4);
    Path now = only(place(store, Tables.TRIALS, ""), "merged-.*");
    assertThat(problems(fetched))
        .containsExactly(
            ("trials/%s: is older than %s; none of its trials is read from it; tombola compact %s"
                    + " merges them")
                .formatted(old.getFileName(), now.getFileName(), fetched.folder()));
    assertThat(IgnoredFiles.in(fetched))
        .hasValueSatisfying(told -> assertThat(told).contains("trials/" + old.getFileName()));
    fetched.recover();
    assertThat(rows(fetched)).isEqualTo(rows(store));
    assertThat(problems(fetched)).isEmpty();
    assertThat(IgnoredFiles.in(fetched)).isEmpty();
  }

  @Test
  void anOlderStoreThatIsCopiedOverANewerOneHidesNothing() throws IOException {
    Store older = at("older");
    Store newer = store;
    store.compact();
    fetch(older);
    Made.add(new Fgsm(), record(1).spec(), newer);
    write(3);
    newer.compact();
    List<List<String>> rows = rows(newer);
    store = older;
    fetch(newer);
    assertThat(rows(newer)).isEqualTo(rows);
    newer.recover();
    assertThat(rows(newer)).isEqualTo(rows);
    assertThat(problems(newer)).isEmpty();
  }

  @Test
  void theNewerIsTheOneOfMoreTrialsWhereNothingTellsItsNumber() throws IOException {
    Store fetched = at("fetched");
    store.compact();
    fetch(fetched);
    // both are the first of their store
    Store other = at("other");
    store.read(Tables.TRIALS);
    for (int seed = 1; seed <= 3; seed++) {
      other.write(Made.row(record(seed)));
    }
    other.compact();
    store = other;
    fetch(fetched);
    assertThat(rows(fetched)).isEqualTo(rows(other));
  }

  @Test
  void aTrialThatOnlyTheOlderGenerationHasIsNotLost() throws IOException {
    Store fetched = at("fetched");
    store.compact();
    fetch(fetched);
    Store other = at("other");
    for (int seed = 2; seed <= 5; seed++) {
      other.write(Made.row(record(seed)));
    }
    other.compact();
    store = other;
    fetch(fetched);
    assertThat(fetched.read(Tables.TRIALS)).hasSize(5);
    assertThat(fetched.read(Tables.EPOCHS)).hasSize(10);
    assertThat(problems(fetched))
        .singleElement()
        .asString()
        .contains("trials still read from it: 1");
    fetched.recover();
    assertThat(fetched.read(Tables.EPOCHS)).hasSize(10);
    assertThat(problems(fetched)).isEmpty();
  }

  @Test
  void aGenerationThatIsNotWholeCountsOnlyForWhatNoOtherHas() throws IOException {
    Store fetched = at("fetched");
    store.compact();
    fetch(fetched);
    write(3);
    store.compact();
    String now = only(place(store, Tables.TRIALS, ""), "merged-.*").getFileName().toString();
    fetch(fetched);
    Files.delete(place(fetched, Tables.EPOCHS, now));
    // the third trial's epochs are not here
    assertThat(fetched.read(Tables.EPOCHS)).hasSize(4);
    assertThat(fetched.read(Tables.TRIALS)).hasSize(3);
    assertThat(problems(fetched)).anyMatch(each -> each.contains("has no rows in epochs"));
  }

  @Test
  void filesOfTheirOwnFromBeforeACompactionDoNotHideWhatWasAdded() throws IOException {
    Store fetched = at("fetched");
    fetch(fetched);
    Made.add(new Fgsm(), record(1).spec(), store);
    fetch(fetched);
    store.compact();
    List<List<String>> rows = rows(store);
    fetch(fetched);
    // the evaluations are in the merged file and in an added one
    assertThat(fetched.read(Tables.EVALUATIONS)).hasSize(12 + 6);
    assertThat(rows(fetched)).isEqualTo(rows);
    fetched.recover();
    assertThat(rows(fetched)).isEqualTo(rows);
    assertThat(problems(fetched)).isEmpty();
  }

  @Test
  void copiesUnderOtherNamesCountNothingAndAreNamed() throws IOException {
    List<List<String>> rows = rows(store);
    String id = record(1).id();
    for (Table<?> table : List.of(Tables.TRIALS, Tables.EPOCHS)) {
      Path file = place(store, table, id + ".parquet");
      Files.copy(file, place(store, table, id + " (1).parquet"));
    }
    Files.move(
        place(store, Tables.LAYERS, id + ".parquet"),
        place(store, Tables.LAYERS, "Copy of " + id + ".parquet"));
    Files.writeString(place(store, Tables.TRIALS, "a.parquet"), "not one of ours");
    assertThat(store.read(Tables.TRIALS)).hasSize(2);
    assertThat(store.read(Tables.EPOCHS)).hasSize(4);
    assertThat(problems(store))
        .contains(
            ("trials/%s (1).parquet: is never read: its name is not that of a store's file; delete"
                    + " it: %s.parquet is there")
                .formatted(id, id),
            ("layers/Copy of %s.parquet: is never read: its name is not that of a store's file;"
                    + " rename it to %s.parquet, or delete it if its rows are not wanted")
                .formatted(id, id),
            "trials/a.parquet: is never read: its name is not that of a store's file; delete it");
    assertThat(IgnoredFiles.in(store))
        .hasValueSatisfying(
            told ->
                assertThat(told)
                    .startsWith("Skipping files in " + store.folder())
                    .contains(" and 1 more; tombola verify says what to do."));
    store.compact();
    assertThat(place(store, Tables.LAYERS, "Copy of " + id + ".parquet")).exists();
    assertThat(rows(store).get(0)).isEqualTo(rows.get(0));
  }

  @Test
  void aFileUnderAnotherTrialsNameCountsNothing() throws IOException {
    String other = "0123456789abcdef";
    for (Table<?> table : Tables.ALL) {
      Path file = place(store, table, record(1).id() + ".parquet");
      if (Files.exists(file)) {
        Files.copy(file, place(store, table, other + ".parquet"));
      }
    }
    List<List<String>> rows = rows(store);
    assertThat(rows.get(Tables.ALL.indexOf(Tables.TRIALS))).hasSize(2);
    assertThat(rows.get(Tables.ALL.indexOf(Tables.EVALUATIONS))).hasSize(12);
    assertThat(problems(store))
        .anyMatch(each -> each.startsWith("trials/" + other + ".parquet: has rows of trial "));
  }

  @Test
  void whatSystemsLeaveIsPassedOverInSilence() throws IOException {
    List<List<String>> rows = rows(store);
    String id = record(1).id();
    for (Table<?> table : Tables.ALL) {
      Files.createDirectories(place(store, table, "."));
      for (String name :
          List.of(
              "._" + id + ".parquet",
              ".DS_Store",
              "_SUCCESS",
              "." + id + ".parquet.crc",
              "Thumbs.db",
              "_metadata",
              id + ".parquet.tmp")) {
        Files.writeString(place(store, table, name), "whatever");
      }
      Files.createDirectories(place(store, table, "seed=1"));
      Files.createDirectories(place(store, table, "older.parquet"));
      if (Files.exists(place(store, table, id + ".parquet"))) {
        Files.copy(
            place(store, table, id + ".parquet"), place(store, table, "seed=1/" + id + ".parquet"));
      }
    }
    assertThat(rows(store)).isEqualTo(rows);
    assertThat(LiveFiles.of(store).own(Tables.TRIALS)).hasSize(2);
    assertThat(problems(store)).isEmpty();
    assertThat(IgnoredFiles.in(store)).isEmpty();
    store.compact();
    assertThat(rows(store)).isEqualTo(rows);
  }

  @Test
  void anEmptyFileIsNamedWithItsCure() throws IOException {
    String name = record(2).id() + ".parquet";
    Path file = place(store, Tables.EPOCHS, name);
    byte[] bytes = Files.readAllBytes(file);
    String cure =
        ("; delete it and trials/%s and run the sweep again, which rebuilds the rows from the stage"
                + " results")
            .formatted(name);
    String empty =
        "Cannot read the table epochs in %s: %s is not a Tombola table: it is empty"
                .formatted(store.folder(), name)
            + cure;
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> store.read(Tables.EPOCHS))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(empty);
    assertThatThrownBy(() -> LiveFiles.of(store))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(empty);
    assertThatThrownBy(store::compact).isInstanceOf(UncheckedIOException.class).hasMessage(empty);
    assertThat(problems(store)).singleElement().asString().endsWith(": it is empty" + cure);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> store.read(Tables.EPOCHS)).hasMessageEndingWith(cure);
    Files.delete(file);
    Files.delete(place(store, Tables.TRIALS, name));
    write(2);
    assertThat(problems(store)).isEmpty();
  }

  @Test
  void aMergedFileThatHasATrialTwiceIsRefused() throws IOException {
    store.compact();
    Path file = only(place(store, Tables.TRIALS, ""), "merged-.*");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toString());
    List<StoredRow> rows = store.read(Tables.TRIALS);
    new ParquetFile(path, store.conf())
        .write(
            Tables.TRIALS.schema(),
            to -> {
              for (StoredRow row : List.of(rows.get(0), rows.get(1), rows.get(0))) {
                to.take(row.group());
              }
            });
    assertThatThrownBy(() -> store.read(Tables.EPOCHS))
        .hasMessageContaining(
            ": it has trial "
                + rows.get(0).text("trial_id").orElseThrow()
                + " twice; delete all of ");
    assertThat(problems(store)).anyMatch(each -> each.contains(" in two places; delete all of "));
  }
}
