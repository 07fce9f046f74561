package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.tombola.method.Refused;
import org.tombola.spark.Made;
import org.tombola.spark.files.Schemas;
import org.tombola.spark.files.StageFiles;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.trial.Bundle;

/** Files are whole or not there, and so are trials. */
abstract class CommitContract extends StoreOnDisk {
  @Test
  void aTrialIsReadAsItWasWritten() throws IOException {
    store.write(Made.row(record(1)));
    assertThat(store.read(Tables.TRIALS)).hasSize(1);
    assertThat(store.read(Tables.EPOCHS)).hasSize(2);
    assertThat(store.read(Tables.EVALUATIONS)).hasSize(6);
    String id = record(1).id();
    assertThat(names())
        .containsExactly(
            "epochs/" + id + ".parquet",
            "evaluations/" + id + ".parquet",
            "kernels/" + id + ".parquet",
            "layers/" + id + ".parquet",
            "trials/" + id + ".parquet");
  }

  @Test
  void rowsOfATrialThatIsNotCommittedAreNotRead() throws IOException {
    store.write(Made.row(record(1)));
    store.write(Made.row(record(2)));
    files().delete(store.file(Tables.TRIALS, record(1).id()));
    for (Table<?> table : Tables.ALL) {
      assertThat(store.read(table)).allMatch(this::isSecond);
      // most trials switch nothing and keep no predictions
      assertThat(store.read(table).isEmpty())
          .isEqualTo(table.equals(Tables.TRANSFERS) || table.equals(Tables.PREDICTIONS));
    }
  }

  private boolean isSecond(StoredRow row) {
    return row.text("trial_id").orElseThrow().equals(record(2).id());
  }

  @Test
  void aFileThatIsReplacedIsTheOldOrTheNewOneAtEveryMoment() throws Exception {
    Path file = new Path(store.folder(), "replaced");
    byte[] old = new byte[100_000];
    byte[] young = new byte[150_000];
    files().write(file, out -> out.write(old));
    List<Integer> seen = new ArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                try {
                  seen.add(files().read(file).length);
                } catch (IOException e) {
                  seen.add(-1);
                }
              }
            });
    reader.start();
    for (int i = 0; i < 15; i++) {
      byte[] next = i % 2 == 0 ? young : old;
      files().write(file, out -> out.write(next));
    }
    reader.interrupt();
    reader.join();
    // an interrupted read tells nothing
    seen.remove(seen.size() - 1);
    assertThat(seen).isNotEmpty().containsAnyOf(old.length, young.length);
    assertThat(new TreeSet<>(seen)).isSubsetOf(old.length, young.length);
    assertThat(names()).containsExactly("replaced");
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = new Path(store.folder(), "kept");
    files().write(file, out -> out.write(1));
    assertThatThrownBy(
            () ->
                files()
                    .write(
                        file,
                        out -> {
                          out.write(new byte[100_000]);
                          throw new IOException("the disk is full");
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full");
    assertThat(bytes(file)).containsExactly(1);
    assertThat(names()).containsExactly("kept");
  }

  @Test
  void ofTwoCreatorsTheFirstWins() throws IOException {
    Path file = new Path(store.folder(), "created");
    assertThat(files().create(file, out -> out.write(1))).isTrue();
    assertThat(files().create(file, out -> out.write(2))).isFalse();
    // the second began before the first was there
    Path other = new Path(store.folder(), "other");
    assertThat(
            files()
                .create(
                    other,
                    out -> {
                      out.write(2);
                      assertThat(files().create(other, first -> first.write(1))).isTrue();
                    }))
        .isFalse();
    assertThat(bytes(file)).containsExactly(1);
    assertThat(bytes(other)).containsExactly(1);
    assertThat(names()).containsExactly("created", "other");
  }

  @Test
  void aNewerSchemaIsRefusedAndLeftAlone() throws IOException {
    store.write(Made.row(record(1)));
    StageFiles stages = store.stages();
    stages.keep(STAGE, new Bundle("{\"schema\":2}"));
    byte[] zip = bytes(stages.place(STAGE));
    Path table = store.file(Tables.TRIALS, record(1).id());
    byte[] parquet = bytes(table);
    String newer = new String(parquet, StandardCharsets.ISO_8859_1);
    // the number follows its key in Thrift's compact protocol: field 2, a string of length 1
    newer = newer.replace(Schemas.KEY + "\u0018\u00011", Schemas.KEY + "\u0018\u00013");
    put(table, newer.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> store.read(Tables.TRIALS))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith("Cannot read ")
        .hasMessageContaining(table.getName())
        .hasMessageEndingWith(": it was written by a newer Tombola (schema 3, this one knows 1)");
    assertThatThrownBy(store::compact)
        .isInstanceOf(Refused.class)
        .hasMessageContaining("newer Tombola (schema 3");
    assertThatThrownBy(() -> stages.find(STAGE, MOST))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith("Cannot read ")
        .hasMessageEndingWith(
            STAGE + ".zip: it was written by a newer Tombola (schema 2, this one knows 1)");
    assertThat(bytes(stages.place(STAGE))).isEqualTo(zip);
  }

  @Test
  void aPageThatRottedIsNoticed() throws IOException {
    store.write(Made.row(record(1)));
    Path file = store.file(Tables.EPOCHS, record(1).id());
    byte[] bytes = bytes(file);
    bytes[60] ^= 1;
    put(file, bytes);
    assertThatThrownBy(() -> store.read(Tables.EPOCHS))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot read the table epochs in " + store.folder())
        .hasMessageContaining(file.getName() + " is not a Tombola table");
    assertThat(store.read(Tables.TRIALS)).hasSize(1);
  }

  @Test
  void whatACrashLeftIsDiscarded() throws IOException {
    store.write(Made.row(record(1)));
    List<String> whole = names();
    StageFiles stages = store.stages();
    stages.save(STAGE, 1, bundle(1));
    stages.keep(STAGE, bundle(1));
    String other = STAGE.replace('0', 'f');
    stages.save(other, 1, bundle(1));
    put(new Path(store.folder(), "epochs/_x.parquet.1234abcd.writing"), new byte[] {1});
    put(stageFile("_y.zip.1234abcd.writing"), new byte[] {1});
    put(stageFile(other + ".checkpoints/_2.zip.1234abcd.writing"), new byte[] {1});
    store.recover();
    List<String> expected = new ArrayList<>(whole);
    expected.add("_stages/" + STAGE + ".zip");
    expected.add("_stages/" + other + ".checkpoints/1.zip");
    assertThat(names()).containsExactlyInAnyOrderElementsOf(expected);
  }
}
