package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FileStatus;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Pgd;
import org.tombola.spark.Made;
import org.tombola.spark.audit.Audit;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.trial.TrialRecord;

/** What a store promises on every file system: this, and what it extends. */
abstract class StoreContract extends RerunContract {
  private static final Attack WEAK = new Fgsm();
  private static final Attack STRONG =
      new Pgd(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 7, 1);

  /** What readers that know nothing of journals see: trials once each, and never without parts. */
  private void plainReadersSeeNoHalves() throws IOException {
    List<String> trials = plain(Tables.TRIALS);
    assertThat(trials).doesNotHaveDuplicates();
    assertThat(plain(Tables.EPOCHS)).containsAll(trials);
    assertThat(plain(Tables.LAYERS)).containsAll(trials);
  }

  private List<String> plain(Table<?> table) throws IOException {
    List<String> ids = new ArrayList<>();
    for (FileStatus file : files().list(store.folder(table))) {
      if (!file.getPath().getName().startsWith("_")) {
        new ParquetFile(file.getPath(), store.conf()).read(null, row -> ids.add(StoredRow.id(row)));
      }
    }
    return ids;
  }

  List<String> rows(Table<?> table) {
    return store.read(table).stream().map(row -> row.group().toString()).toList();
  }

  @Test
  void readersSeeEachTrialOnceAtEveryStepOfACompaction() throws IOException {
    store.write(Made.row(record(1)));
    store.write(Made.row(record(2)));
    List<String> trials = rows(Tables.TRIALS);
    List<String> epochs = rows(Tables.EPOCHS);
    List<String> steps = new ArrayList<>();
    Compaction compaction =
        new Compaction(
            store,
            step -> {
              steps.add(step);
              assertThat(rows(Tables.TRIALS)).as(step).isEqualTo(trials);
              assertThat(rows(Tables.EPOCHS)).as(step).isEqualTo(epochs);
              plainReadersSeeNoHalves();
            });
    assertThat(compaction.compact()).isEqualTo(new Store.Compacted(2, 10, 5));
    // five written, the journal, ten removed, six shown (of which one is not there), the journal
    assertThat(steps).hasSize(24);
    assertThat(names()).hasSize(5).allMatch(name -> name.matches("[a-z]+/merged-.{8}[.]parquet"));
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void aMergedTrialThatIsRunAgainIsThereOnce() throws IOException {
    store.write(Made.row(record(1)));
    store.write(Made.row(record(2)));
    store.compact();
    TrialRecord again = Made.byScience(record(1), 7);
    store.write(Made.row(again));
    assertThat(store.read(Tables.TRIALS)).hasSize(2);
    assertThat(store.read(Tables.EPOCHS)).hasSize(4);
    assertThat(store.read(Tables.TRIALS).stream().map(row -> row.whole("science_version")))
        .contains(OptionalLong.of(7));
    // others read the files as they are
    assertThat(plain(Tables.TRIALS)).hasSize(3);
    store.recover();
    assertThat(plain(Tables.TRIALS)).hasSize(2).doesNotHaveDuplicates();
    assertThat(plain(Tables.EPOCHS)).hasSize(4);
    assertThat(store.compact()).isEqualTo(new Store.Compacted(1, 10, 5));
    assertThat(store.read(Tables.EPOCHS)).hasSize(4);
  }

  @Test
  void whatIsAddedToTrialsIsThereAtEveryStepOfACompaction() throws IOException {
    store.write(Made.row(record(1)));
    store.compact();
    store.write(Made.row(record(2)));
    List<String> trials = rows(Tables.TRIALS);
    List<String> before = rows(Tables.EVALUATIONS);
    Made.add(STRONG, record(1).spec(), store);
    Made.add(WEAK, record(2).spec(), store);
    Made.add(STRONG, record(2).spec(), store);
    Made.add(STRONG, record(2).spec(), store);
    List<String> evaluations = rows(Tables.EVALUATIONS);
    assertThat(evaluations).hasSize(12 + 18).containsAll(before).doesNotHaveDuplicates();
    assertThat(rows(Tables.TRIALS)).isEqualTo(trials);
    List<String> steps = new ArrayList<>();
    Compaction compaction =
        new Compaction(
            store,
            step -> {
              steps.add(step);
              assertThat(rows(Tables.EVALUATIONS)).as(step).isEqualTo(evaluations);
              plainReadersSeeNoHalves();
            });
    assertThat(compaction.compact()).isEqualTo(new Store.Compacted(1, 12, 5));
    assertThat(steps).anyMatch(step -> step.matches("removed evaluations/.*[.]added[.]parquet"));
    assertThat(names()).filteredOn(name -> name.contains("added")).isEmpty();
    Made.add(WEAK, record(1).spec(), store);
    assertThat(rows(Tables.EVALUATIONS)).hasSize(36).containsAll(evaluations);
    assertThat(store.compact()).isEqualTo(new Store.Compacted(0, 6, 5));
    assertThat(rows(Tables.EVALUATIONS)).hasSize(36).containsAll(evaluations);
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void aTrialThatIsWrittenAnewLosesWhatWasAddedToIt() throws IOException {
    store.write(Made.row(record(1)));
    Made.add(STRONG, record(1).spec(), store);
    store.write(Made.row(record(1)));
    assertThat(store.read(Tables.EVALUATIONS)).hasSize(6);
    assertThat(names()).filteredOn(name -> name.contains("added")).isEmpty();
  }

  @Test
  void anAuditFindsWhatRottedAndWhatWasLeft() throws IOException {
    store.write(Made.row(record(1)));
    store.write(Made.row(record(2)));
    String stage = Made.keepSound(WEAK, record(1).spec(), store);
    assertThat(Audit.of(store).problems()).isEmpty();
    damage(store.stages().place(stage));
    files().delete(store.file(Tables.TRIALS, record(2).id()));
    put(stageFile("_x.zip.1234abcd.writing"), new byte[] {1});
    List<String> names = names();
    Audit audit = Audit.of(store);
    assertThat(audit.problems().stream().map(problem -> problem.path().getName()))
        .containsExactlyInAnyOrder(
            stage + ".zip",
            "_x.zip.1234abcd.writing",
            // one of epochs, evaluations, layers and kernels each
            record(2).id() + ".parquet",
            record(2).id() + ".parquet",
            record(2).id() + ".parquet",
            record(2).id() + ".parquet");
    assertThat(audit.trials()).isEqualTo(1);
    assertThat(names()).isEqualTo(names);
  }

  @Test
  void compactingWithNothingNewChangesNothing() throws IOException {
    store.write(Made.row(record(1)));
    store.compact();
    List<String> names = names();
    assertThat(store.compact()).isEqualTo(new Store.Compacted(0, 5, 5));
    assertThat(names()).isEqualTo(names);
  }
}
