package org.tombola.spark.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tombola.attack.Attack;
import org.tombola.attack.Pgd;
import org.tombola.method.Canonical;
import org.tombola.method.FileTrouble;
import org.tombola.network.Passes;
import org.tombola.spark.Made;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.schema.Column;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.schema.TrialRow;
import org.tombola.spark.store.Journal;
import org.tombola.spark.store.Store;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.trial.Bundle;
import org.tombola.trial.Found;
import org.tombola.trial.Outcome;
import org.tombola.trial.Provenance;
import org.tombola.trial.Science;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

class AuditTest {
  private static final Attack OTHER =
      new Pgd(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 7, 1);

  @TempDir Path folder;
  private Store store;
  private TrialRecord record;
  private Path training;

  /** A trial whose rows are those its stages' results give. */
  @BeforeEach
  void make() {
    store = Store.at(folder.toString(), new Configuration());
    TrialSpec spec = Made.spec(Made.RANDOM, 0.1, 1);
    TrialRecord made = Made.record(spec, 700, 500, 450);
    Stage.Train train = new Stage.Train(spec.training());
    Stage evaluate = Stage.of(spec).get(1);
    var trained = Made.trained(made.trained().epochs(), made.trained().layers(), 1, 0.9);
    keep(train, new Found.Train(trained), made);
    keep(evaluate, new Found.Evaluate(made.measured().evaluations()), made);
    training = folder.resolve("_stages").resolve(train.fingerprint() + ".zip");
    record = TrialRecord.of(spec, spec.training().epochs(), store.stages());
    store.write(Made.row(record));
  }

  private void keep(Stage stage, Found found, TrialRecord made) {
    StageResult result =
        new StageResult(
            stage.kind(), Canonical.json(stage), 1.5, Passes.NONE, made.provenance(), found);
    store.stages().keep(stage.fingerprint(), Made.sound(stage, result));
  }

  private Path table(Table<?> table) {
    return folder.resolve(table.name()).resolve(record.id() + ".parquet");
  }

  private static void rot(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  /** The only problem, without the folder it lies in. */
  private String problem() {
    List<Audit.Problem> problems = Audit.of(store).problems();
    assertThat(problems).hasSize(1);
    return problems.get(0).toString().replaceAll("\\S*\\Q" + folder + "\\E/", "");
  }

  @Test
  void aWholeStoreHasNoProblem() {
    Audit audit = Audit.of(store);
    assertThat(audit).isEqualTo(new Audit(List.of(), List.of(), 1, 2));
    store.compact();
    assertThat(Audit.of(store)).isEqualTo(audit);
  }

  @Test
  void aRowThatDisagreesWithTheStagesResultsIsFound() {
    // 449 right where the stage has 450
    TrialRecord other = Made.record(record.spec(), 700, 500, 449);
    store.write(
        Made.row(
            Made.with(
                record,
                record.trained(),
                Made.measured(other.measured().evaluations(), List.of(), List.of()),
                record.provenance())));
    assertThat(Audit.of(store).problems().stream().map(Audit.Problem::what))
        .containsExactlyInAnyOrder(
            "trial "
                + record.id()
                + ": final_validation_robust_right in row 1 is 449 where the"
                + " stages' results give 450",
            "trial "
                + record.id()
                + ": robust_right in row 5 is 449 where the stages' results"
                + " give 450");
  }

  @Test
  void provenanceIsComparedToo() {
    store.write(Made.row(Made.byScience(record, Science.VERSION)));
    assertThat(Audit.of(store).problems()).isEmpty();
    store.write(new TrialRow("made", Made.row(record).json(), started(record)));
    assertThat(problem())
        .contains("started_at in row 1 is never where the stages' results give 2026-01-01");
  }

  private static TrialRecord started(TrialRecord record) {
    var made = record.provenance();
    return Made.with(
        record,
        record.trained(),
        record.measured(),
        new Provenance(
            made.scienceVersion(),
            made.tombolaVersion(),
            made.commit(),
            made.java(),
            made.engine(),
            made.backend(),
            made.cpu(),
            made.threads(),
            made.host(),
            made.dataDigest(),
            "never",
            made.finishedAt()));
  }

  /** Of the one trial, beside so many stages. */
  private static Audit notCompared(int stages) {
    String note = "trials not compared with their stage results, because those are missing: 1";
    return new Audit(List.of(), List.of(note), 1, stages);
  }

  @Test
  void aResultThatIsGoneIsANoteAndNoProblem() throws IOException {
    Files.delete(training);
    assertThat(Audit.of(store)).isEqualTo(notCompared(1));
  }

  @Test
  void aRottenPageIsFound() throws IOException {
    rot(table(Tables.EPOCHS), 60);
    assertThat(problem())
        .startsWith("epochs/" + record.id() + ".parquet: ")
        .contains("is not a Tombola table")
        .endsWith(
            "; delete it and trials/"
                + record.id()
                + ".parquet and run the sweep again, which rebuilds the rows from the stage"
                + " results");
    Files.delete(table(Tables.EPOCHS));
    Files.delete(table(Tables.TRIALS));
    assertThat(store.read(Tables.TRIALS)).as("trials the sweep will not write again").isEmpty();
    store.write(Made.row(record));
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void aRottenMergedFileTakesThoseMergedWithItAlong() throws IOException {
    store.compact();
    Path merged;
    try (Stream<Path> files = Files.list(folder.resolve("layers"))) {
      merged = files.findFirst().orElseThrow();
    }
    rot(merged, 60);
    String name = merged.getFileName().toString();
    assertThat(problem())
        .startsWith("layers/" + name)
        .endsWith(
            "; delete all of epochs/NAME, evaluations/NAME, layers/NAME, trials/NAME and run the"
                    .replace("NAME", name)
                + " sweep again, which rebuilds the rows from the stage results");
    for (Table<?> table : Tables.ALL) {
      Files.deleteIfExists(folder.resolve(table.name()).resolve(name));
    }
    assertThat(store.read(Tables.TRIALS)).as("trials the sweep will not write again").isEmpty();
    store.write(Made.row(record));
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void rowsBesideAMergedTrialAreToBeDeleted() throws IOException {
    byte[] rows = Files.readAllBytes(table(Tables.EPOCHS));
    store.compact();
    Files.write(table(Tables.EPOCHS), rows);
    assertThat(problem())
        .matches(
            "epochs/.{16}[.]parquet: trial .{16} is also in merged-.*[.]parquet; delete it, since"
                + " the trial's own row is missing");
    Files.delete(table(Tables.EPOCHS));
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void aRottenResultIsFoundAndLeftWhereItIs() throws IOException {
    rot(training, (int) Files.size(training) / 2);
    assertThat(problem())
        .startsWith("_stages/" + training.getFileName() + ": is damaged: ")
        .endsWith("; delete it; a run creates it again if a trial without rows needs it");
    assertThat(training).exists();
  }

  @Test
  void aRottenCheckpointIsFound() throws IOException {
    String other = "f".repeat(20);
    store.stages().save(other, 3, new Bundle("{}", Map.of("a", new byte[3000])));
    rot(folder.resolve("_stages").resolve(other + ".checkpoints").resolve("3.zip"), 60);
    assertThat(problem())
        .startsWith("_stages/" + other + ".checkpoints/3.zip: is damaged: ")
        .endsWith("; delete it; the training continues from the one before");
  }

  @Test
  void checkpointsOfAFinishedTrainingAreFound() {
    String fingerprint = training.getFileName().toString().replace(".zip", "");
    store.stages().save(fingerprint, 1, new Bundle("{}"));
    assertThat(problem())
        .isEqualTo(
            "_stages/"
                + fingerprint
                + ".checkpoints: checkpoints of a finished training; tombola compact "
                + folder
                + " removes it");
    store.recover();
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void filesThatWereNeverFinishedAreFoundUnlessSomebodyWritesThem() throws IOException {
    Files.createFile(folder.resolve("epochs").resolve("_x.parquet.12345678.writing"));
    assertThat(problem()).startsWith("epochs/_x.parquet.12345678.writing: was never finished; ");
    try (Claim claim = Claim.take(store, Claim.Purpose.RUN, told -> {})) {
      Audit audit = Audit.of(store);
      assertThat(claim.held()).isTrue();
      assertThat(audit.problems()).isEmpty();
      assertThat(audit.notes())
          .singleElement()
          .asString()
          .startsWith("a run is working on it, so files it has begun are skipped: ");
    }
  }

  @Test
  void aCompactionThatWasCutShortIsFound() throws IOException {
    new Journal("12345678", Set.of()).write(store);
    assertThat(problem())
        .isEqualTo(
            "_compact.json: a compaction was interrupted; tombola compact "
                + folder
                + " finishes it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "{\"token\":", "{\"token\": 3}", "{\"token\": \"12345678\"}"})
  void aJournalThatIsDamagedIsFoundAndNothingIsTakenForWhole(String text) throws IOException {
    Files.writeString(folder.resolve("_compact.json"), text);
    Audit audit = Audit.of(store);
    assertThat(audit.problems())
        .singleElement()
        .asString()
        .contains("_compact.json: is damaged: ")
        .endsWith(
            "; delete it and all files in the tables' folders that begin with _merged-, and run the"
                + " sweep again, which writes what is missing");
    assertThat(audit.notes())
        .containsExactly("the tables were not checked, because it is not known which files count");
    assertThatThrownBy(() -> store.read(Tables.TRIALS))
        .isInstanceOf(FileTrouble.class)
        .hasMessageContaining("_compact.json");
    assertThatThrownBy(store::compact).isInstanceOf(FileTrouble.class);
    // what it says to do mends the store
    Files.delete(folder.resolve("_compact.json"));
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void rowsWithoutATrialAreFound() throws IOException {
    Files.delete(table(Tables.TRIALS));
    assertThat(Audit.of(store).problems())
        .hasSize(3)
        .allMatch(
            problem ->
                problem
                    .what()
                    .equals("has rows of trial " + record.id() + ", which is not in trials"));
  }

  @Test
  void aTrialWithoutItsLayersIsFound() throws IOException {
    Files.delete(table(Tables.LAYERS));
    assertThat(problem()).contains("trial " + record.id() + " has no rows in layers");
  }

  @Test
  void aTrialWithoutItsRowsIsFound() throws IOException {
    Files.delete(table(Tables.EVALUATIONS));
    assertThat(problem())
        .startsWith(
            "trials/"
                + record.id()
                + ".parquet: trial "
                + record.id()
                + " has no rows in"
                + " evaluations; ");
  }

  @Test
  void aTrialInTwoFilesIsFound() {
    store.compact();
    store.write(Made.row(record));
    assertThat(Audit.of(store).problems())
        .hasSize(4)
        .allMatch(problem -> problem.what().matches("trial .{16} is also in merged-.*[.]parquet"));
    store.recover();
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void aRowThatIsThereTwiceIsFound() throws IOException {
    rewrite(Tables.EPOCHS, List.of(0, 0, 1));
    assertThat(Audit.of(store).problems().stream().map(Audit.Problem::what))
        .contains(
            "trial " + record.id() + " has two rows of [1]",
            "trial " + record.id() + " has 3 rows, not 2");
  }

  @Test
  void rowsThatAreTooFewAreFound() throws IOException {
    rewrite(Tables.EVALUATIONS, List.of(0, 1, 2, 3, 4));
    assertThat(Audit.of(store).problems().stream().map(Audit.Problem::what))
        .contains("trial " + record.id() + " has 5 rows, not 6");
  }

  @Test
  void rowsOfAnotherTrialAreFound() throws IOException {
    Path other = folder.resolve("epochs").resolve("0123456789abcdef.parquet");
    Files.copy(table(Tables.EPOCHS), other);
    assertThat(problem())
        .isEqualTo(
            "epochs/0123456789abcdef.parquet: has rows of trial "
                + record.id()
                + "; delete it; no trial reads it");
  }

  @Test
  void aTrialThatIsNotTheOneItSaysIsFound() {
    TrialSpec spec = Made.spec(Made.RANDOM, 0.1, 2);
    TrialRecord other =
        Made.ended(
            spec, new Outcome.Failed(Outcome.Kind.USER, "Cannot run: no", "train", 1, "here"));
    store.write(new TrialRow("made", Made.row(record).json(), other));
    assertThat(problem())
        .contains("trial " + other.id() + " has the specification of trial " + record.id());
  }

  @Test
  void aTrialThatWasStoppedHasItsEpochsAndNoEvaluations() throws IOException {
    TrialSpec spec = Made.spec(Made.RANDOM, 0.1, 3);
    TrialRecord stopped = Made.ended(spec, new Outcome.Stopped(1));
    store.write(Made.row(stopped));
    assertThat(store.read(Tables.TRIALS).stream().map(row -> row.whole("stopped_epoch")))
        .contains(OptionalLong.of(1));
    assertThat(problem())
        .startsWith(
            "trials/%s.parquet: trial %s has no rows in epochs"
                .formatted(stopped.id(), stopped.id()));
  }

  @Test
  void rowsOfAnAddedAttackAreSoundWhereverTheyLie() {
    Made.add(OTHER, record.spec(), store);
    Audit audit = Audit.of(store);
    assertThat(audit).isEqualTo(new Audit(List.of(), List.of(), 1, 3));
    assertThat(store.compact()).isEqualTo(new Store.Compacted(1, 5, 4));
    assertThat(Audit.of(store)).isEqualTo(audit);
    assertThat(store.read(Tables.EVALUATIONS)).hasSize(12);
  }

  @Test
  void rowsOfAnAddedAttackThatDisagreeWithItsResultAreFound() throws IOException {
    Made.add(OTHER, record.spec(), store);
    List<Group> rows = new ArrayList<>();
    ParquetFile file = new ParquetFile(store.added(Tables.EVALUATIONS, record.id()), store.conf());
    file.read(null, rows::add);
    file.write(
        Tables.EVALUATIONS.schema(),
        into -> {
          for (Group row : rows.subList(0, 5)) {
            into.take(row);
          }
        });
    assertThat(Audit.of(store).problems())
        .hasSize(2)
        .allSatisfy(
            problem ->
                assertThat(problem.toString())
                    .contains("evaluations/" + record.id() + ".added.parquet: trial ")
                    .endsWith(
                        "; delete it and evaluate the trial again, which rebuilds the rows from the"
                            + " stage results"))
        .extracting(Audit.Problem::what)
        .containsExactly(
            "trial " + record.id() + " has 5 rows, not 6",
            "trial " + record.id() + ": 5 rows where the stages' results give 6");
    // one right more than the stage has
    file.write(Tables.EVALUATIONS.schema(), into -> wrong(rows, into));
    assertThat(problem())
        .contains("robust_right in row 3 is 402 where the stages' results give 401");
    store.compact();
    assertThat(problem())
        .startsWith("evaluations/merged-")
        .contains("robust_right in row 9 is 402 where the stages' results give 401");
  }

  private static void wrong(List<Group> rows, ParquetFile.Rows into) throws IOException {
    for (int i = 0; i < rows.size(); i++) {
      Group row = rows.get(i);
      if (i == 2) {
        Group other = new SimpleGroup(row.getType());
        for (Column<?> column : Tables.EVALUATIONS.columns()) {
          String name = column.name();
          if (row.getFieldRepetitionCount(name) == 0) {
            continue; // was not looked for
          }
          switch (column.kind()) {
            case TEXT -> other.add(name, row.getString(name, 0));
            case WHOLE ->
                other.add(name, row.getLong(name, 0) + (name.equals("robust_right") ? 1 : 0));
            case REAL -> other.add(name, row.getDouble(name, 0));
          }
        }
        row = other;
      }
      into.take(row);
    }
  }

  @Test
  void anAttackThatIsThereTwiceIsFound() throws IOException {
    Made.add(OTHER, record.spec(), store);
    Path added = folder.resolve("evaluations").resolve(record.id() + ".added.parquet");
    byte[] bytes = Files.readAllBytes(added);
    store.compact();
    Files.write(added, bytes);
    assertThat(Audit.of(store).problems().get(0).toString())
        .contains(".added.parquet: trial " + record.id() + " is attacked twice by {\"pgd\":")
        .endsWith("; delete it");
  }

  @Test
  void aTrialsOwnFileHasNoAttackItDoesNotAskFor() throws IOException {
    Made.add(OTHER, record.spec(), store);
    List<Group> rows = new ArrayList<>();
    ParquetFile own = new ParquetFile(store.file(Tables.EVALUATIONS, record.id()), store.conf());
    own.read(null, rows::add);
    org.apache.hadoop.fs.Path added = store.added(Tables.EVALUATIONS, record.id());
    new ParquetFile(added, store.conf()).read(null, rows::add);
    store.files().delete(added);
    own.write(
        Tables.EVALUATIONS.schema(),
        into -> {
          for (Group row : rows) {
            into.take(row);
          }
        });
    assertThat(Audit.of(store).problems().stream().map(Audit.Problem::what))
        .contains("trial " + record.id() + " has 12 rows, not 6");
  }

  @Test
  void anAddedAttackWithoutItsTrialIsFound() throws IOException {
    Made.add(OTHER, record.spec(), store);
    for (Table<?> table : Tables.ALL) {
      Files.deleteIfExists(table(table));
    }
    assertThat(problem())
        .startsWith("evaluations/" + record.id() + ".added.parquet: has rows of trial ")
        .contains(", which is not in trials; ");
    assertThat(store.read(Tables.EVALUATIONS)).isEmpty();
  }

  @Test
  void anAddedAttackWhoseResultIsGoneIsANote() throws IOException {
    Made.add(OTHER, record.spec(), store);
    Stage evaluation = new Stage.Evaluate(record.spec().training(), OTHER);
    Files.delete(folder.resolve("_stages").resolve(evaluation.fingerprint() + ".zip"));
    assertThat(Audit.of(store)).isEqualTo(notCompared(2));
  }

  @Test
  void aFolderThatIsNotThereIsSaid() {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> Audit.of(Store.at(nowhere.toString(), new Configuration())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot verify " + nowhere + ": there is no such folder");
  }

  /** Writes a trial's file with some of its rows. */
  private void rewrite(Table<?> table, List<Integer> which) throws IOException {
    List<Group> rows = table.groups(Made.row(record));
    new ParquetFile(store.file(table, record.id()), store.conf())
        .write(
            table.schema(),
            into -> {
              for (int row : which) {
                into.take(rows.get(row));
              }
            });
  }
}
