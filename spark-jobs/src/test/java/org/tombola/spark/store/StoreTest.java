package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.schema.Column;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.trial.Outcome;
import org.tombola.trial.TrialRecord;

class StoreTest {
  @TempDir Path folder;
  private Store store;
  private final TrialRecord record = Made.record(Made.spec(Made.RANDOM, 0.1, 1), 700, 500, 450);

  @BeforeEach
  void open() {
    store = Store.at(folder.toString(), new Configuration());
  }

  @Test
  void keepsATrialsNumbers() {
    store.write(Made.row(record));
    StoredRow row = store.read(Tables.TRIALS).get(0);
    assertThat(row.text("trial_id")).contains(record.id());
    assertThat(row.text("ticket")).contains("random");
    assertThat(row.text("network")).contains("small-cnn");
    assertThat(row.text("epsilon")).contains("8/255");
    assertThat(row.text("outcome")).contains("completed");
    assertThat(row.text("failure_message")).isEmpty();
    assertThat(row.whole("final_test_robust_right")).hasValue(450);
    // 700/1000 - 450/1000 and 500/1000 - 450/1000
    assertThat(row.real("robust_gap_final").orElseThrow()).isCloseTo(0.25, within(1e-12));
    assertThat(row.real("robust_overfitting").orElseThrow()).isCloseTo(0.05, within(1e-12));
    assertThat(row.real("flops_paper_ratio")).hasValue(0.5);
    assertThat(row.real("macs_ratio")).hasValue(0.25);
    // two epochs of 10 + 1, six evaluations of 100, a kernel of 5
    assertThat(row.whole("passes_forward")).hasValue(627);
  }

  @Test
  void keepsARowAnEpochAnEvaluationALayerAndAKernel() {
    store.write(Made.row(record));
    assertThat(store.read(Tables.EPOCHS)).hasSize(2);
    assertThat(store.read(Tables.LAYERS)).hasSize(1);
    assertThat(store.read(Tables.EVALUATIONS)).hasSize(6);
    StoredRow kernel = store.read(Tables.KERNELS).get(0);
    assertThat(kernel.whole("epoch")).hasValue(1);
    assertThat(kernel.real("kernel_distance")).hasValue(0.5);
    assertThat(kernel.real("kernel_cosine")).hasValue(0.75);
    assertThat(kernel.real("velocity_cosine")).hasValue(0.25);
    assertThat(kernel.real("logit_distance")).hasValue(2);
    assertThat(kernel.real("dense_kernel_norm")).hasValue(8);
    assertThat(kernel.whole("points")).hasValue(64);
    assertThat(kernel.whole("probes")).hasValue(16);
    StoredRow evaluation = store.read(Tables.EVALUATIONS).get(5);
    // Wilson for 450 of 1,000 at 95 %
    assertThat(evaluation.real("robust_accuracy_low").orElseThrow())
        .isCloseTo(0.4194, within(1e-4));
    assertThat(evaluation.real("robust_accuracy_high").orElseThrow())
        .isCloseTo(0.4810, within(1e-4));
    assertThat(evaluation.text("settings").orElseThrow()).contains("\"epsilon\":\"8/255\"");
  }

  @Test
  void replacesATrialThatIsWrittenAgain() {
    store.write(Made.row(record));
    store.write(Made.row(record));
    assertThat(store.read(Tables.TRIALS)).hasSize(1);
    assertThat(store.read(Tables.EPOCHS)).hasSize(2);
  }

  @Test
  void whoBeganToReadReadsTheSameTrialsWhateverBecomesOfTheirFiles() {
    store.write(Made.row(record));
    LiveFiles before = LiveFiles.of(store);
    List<String> rows = rows(before.read(Tables.EVALUATIONS));
    store.write(Made.row(Made.record(Made.spec(Made.RANDOM, 0.1, 2), 700, 500, 450)));
    store.compact();
    assertThat(store.read(Tables.TRIALS)).hasSize(2);
    assertThat(before.read(Tables.TRIALS)).hasSize(1);
    assertThat(rows(before.read(Tables.EVALUATIONS))).isEqualTo(rows);
  }

  private static List<String> rows(List<StoredRow> rows) {
    return rows.stream().map(row -> row.group().toString()).toList();
  }

  @Test
  void aTrialThatStoppedBetweenTablesIsNotThereAndIsWrittenWhole() throws IOException {
    store.write(Made.row(record));
    // as a stop before the last table leaves it, with a file begun
    Path trials = folder.resolve("trials");
    Files.move(
        trials.resolve(record.id() + ".parquet"), trials.resolve("_" + record.id() + ".writing"));
    assertThat(store.read(Tables.TRIALS)).isEmpty();
    store.write(Made.row(record));
    assertThat(store.read(Tables.TRIALS)).hasSize(1);
    assertThat(store.read(Tables.EVALUATIONS)).hasSize(6);
  }

  @Test
  void anOldRowNeverVouchesForRowsBeingWritten() throws IOException {
    store.write(Made.row(record));
    // the second table cannot be written: its folder is a file
    Path evaluations = folder.resolve("evaluations");
    Files.list(evaluations).forEach(file -> assertThat(file.toFile().delete()).isTrue());
    Files.delete(evaluations);
    Files.createFile(evaluations);
    assertThatThrownBy(() -> store.write(Made.row(record)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot write trial " + record.id() + " to " + folder);
    assertThat(store.read(Tables.TRIALS)).isEmpty();
  }

  @Test
  void aFailedTrialHasARowWithTheReasonAndNoMeasurements() {
    store.write(
        Made.row(
            Made.ended(
                record.spec(),
                new Outcome.Failed(
                    Outcome.Kind.RESOURCE, "Cannot run: no room", "train", 3, "here"))));
    StoredRow row = store.read(Tables.TRIALS).get(0);
    assertThat(row.text("outcome")).contains("failed");
    assertThat(row.text("failure_kind")).contains("resource");
    assertThat(row.text("failure_message")).contains("Cannot run: no room");
    assertThat(row.real("robust_gap_final")).isEmpty();
    assertThat(row.real("sparsity_reached")).isEmpty();
    assertThat(row.real("macs")).isEmpty();
  }

  @Test
  void aDivergedTrialHasARowWithItsStep() {
    store.write(Made.row(Made.ended(record.spec(), new Outcome.Diverged(17, Double.NaN))));
    StoredRow row = store.read(Tables.TRIALS).get(0);
    assertThat(row.text("outcome")).contains("diverged");
    assertThat(row.whole("diverged_step")).hasValue(17);
    assertThat(row.real("diverged_loss")).hasValue(Double.NaN);
  }

  @Test
  void columnNamesAreDistinctAndInSnakeCase() {
    for (Table<?> table : Tables.ALL) {
      assertThat(table.columns().stream().map(Column::name)).doesNotHaveDuplicates();
      assertThat(table.columns()).allMatch(column -> column.name().matches("[a-z][a-z0-9_]*"));
    }
  }

  @Test
  void theSchemaIsPrintedWithEveryColumn() {
    assertThat(Tables.markdown())
        .contains("### trials", "### layers", "| `robust_gap_final` | double |")
        .contains("| `seed` | int64 | of all random draws |");
  }
}
