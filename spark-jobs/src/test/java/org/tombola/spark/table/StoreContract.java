package org.tombola.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tombola.spark.Made;
import org.tombola.trial.Bundle;
import org.tombola.trial.TrialRecord;

/** What a store promises on every file system. */
abstract class StoreContract {
  static final String STAGE = "0123456789abcdef0123";

  Store store;

  /** An empty store of this test alone. */
  abstract Store open() throws IOException;

  @BeforeEach
  void begin() throws IOException {
    store = open();
  }

  static TrialRecord record(long seed) {
    return Made.record(Made.spec(Made.RANDOM, 0.1, seed), 700, 500, 450);
  }

  /** So large that its middle is an array's. */
  static Bundle bundle(int value) {
    float[] array = new float[1000];
    for (int i = 0; i < array.length; i++) {
      array[i] = (float) Math.sin(value + i);
    }
    return new Bundle("{\"value\":" + value + "}", Map.of("a", array));
  }

  WholeFiles files() throws IOException {
    return store.files();
  }

  /** Every file of the store, as a path below it. */
  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    String root = files().system().makeQualified(store.folder()).toUri().getPath();
    RemoteIterator<LocatedFileStatus> found = files().system().listFiles(store.folder(), true);
    while (found.hasNext()) {
      names.add(found.next().getPath().toUri().getPath().substring(root.length() + 1));
    }
    return names.stream().sorted().toList();
  }

  byte[] bytes(Path file) throws IOException {
    try (var in = files().system().open(file)) {
      return in.readAllBytes();
    }
  }

  /** Puts a file there as another program would. */
  void put(Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files().system().create(file, true)) {
      out.write(bytes);
    }
  }

  /** Turns a bit in the middle of a file. */
  void damage(Path file) throws IOException {
    byte[] bytes = bytes(file);
    bytes[bytes.length / 2] ^= 1;
    put(file, bytes);
  }

  Path stageFile(String name) {
    return new Path(store.stages().folder(), name);
  }

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
            "layers/" + id + ".parquet",
            "trials/" + id + ".parquet");
  }

  @Test
  void rowsOfATrialThatIsNotCommittedAreNotRead() throws IOException {
    store.write(Made.row(record(1)));
    store.write(Made.row(record(2)));
    files().delete(store.file(Tables.TRIALS, record(1).id()));
    for (Table<?> table : Tables.ALL) {
      assertThat(store.read(table)).isNotEmpty().allMatch(this::isSecond);
    }
  }

  private boolean isSecond(Row row) {
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
  void theFirstResultOfAStageStays() throws IOException {
    StageFiles stages = store.stages();
    assertThat(stages.find(STAGE)).isEmpty();
    stages.keep(STAGE, bundle(1));
    stages.keep(STAGE, bundle(2));
    assertThat(stages.find(STAGE).orElseThrow().floats("a")).isEqualTo(bundle(1).floats("a"));
    assertThat(stages.describe(STAGE)).contains("{\"value\":1}");
    assertThat(stages.finished()).containsExactly(STAGE);
    assertThat(names()).containsExactly("_stages/" + STAGE + ".zip");
  }

  @Test
  void aDamagedResultIsMovedAsideAndMadeAgain() throws IOException {
    StageFiles stages = store.stages();
    stages.keep(STAGE, bundle(1));
    damage(stages.place(STAGE));
    assertThat(stages.find(STAGE)).isEmpty();
    assertThat(stages.finished()).isEmpty();
    assertThat(names()).containsExactly("_stages/" + STAGE + ".zip.damaged");
    stages.keep(STAGE, bundle(2));
    assertThat(stages.find(STAGE).orElseThrow().floats("a")).isEqualTo(bundle(2).floats("a"));
  }

  @Test
  void theNewestTwoCheckpointsAreKept() throws IOException {
    StageFiles stages = store.stages();
    for (int epoch = 8; epoch <= 11; epoch++) {
      stages.save(STAGE, epoch, bundle(epoch));
    }
    assertThat(names())
        .containsExactly(
            "_stages/" + STAGE + ".checkpoints/10.zip", "_stages/" + STAGE + ".checkpoints/11.zip");
    assertThat(stages.checkpoint(STAGE, 99).orElseThrow().json()).isEqualTo("{\"value\":11}");
    assertThat(stages.checkpoint(STAGE, 10).orElseThrow().json()).isEqualTo("{\"value\":10}");
    assertThat(stages.checkpoint(STAGE, 9)).isEmpty();
    stages.prune(STAGE);
    assertThat(stages.checkpoint(STAGE, 99)).isEmpty();
    assertThat(names()).isEmpty();
  }

  @Test
  void aDamagedCheckpointFallsBackToTheOneBefore() throws IOException {
    StageFiles stages = store.stages();
    stages.save(STAGE, 1, bundle(1));
    stages.save(STAGE, 2, bundle(2));
    Path newest = stageFile(STAGE + ".checkpoints/2.zip");
    damage(newest);
    assertThat(stages.checkpoint(STAGE, 9).orElseThrow().json()).isEqualTo("{\"value\":1}");
    byte[] cut = Arrays.copyOf(bytes(newest), 60);
    put(newest, cut);
    assertThat(stages.checkpoint(STAGE, 9).orElseThrow().json()).isEqualTo("{\"value\":1}");
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
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot read ")
        .hasMessageContaining(table.getName())
        .hasMessageEndingWith(": it was written by a newer Tombola (schema 3, this one knows 1)");
    assertThatThrownBy(store::compact)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("newer Tombola (schema 3");
    assertThatThrownBy(() -> stages.find(STAGE))
        .isInstanceOf(IllegalStateException.class)
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
        .hasMessageContaining(file.getName() + " is no table of Tombola");
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

  private static final Claim.Timing QUICK =
      new Claim.Timing(Duration.ofMillis(100), Duration.ofMillis(1500), Duration.ofMillis(50));

  private Claim take(List<String> told) {
    return Claim.take(store, Claim.Purpose.RUN, told::add, QUICK);
  }

  private void claimed(Holder by) throws IOException {
    put(new Path(store.folder(), "_running/driver.json"), by.json());
  }

  private static Holder holder(String host, String machine, long pid) {
    String then = "2026-01-01T00:00:00Z";
    return new Holder(host, machine, pid, "", "a token", then, then, "{}");
  }

  @Test
  void aStoreIsClaimedOnceAndGivenBack() throws Exception {
    List<String> told = new ArrayList<>();
    try (Claim claim = take(told)) {
      Holder first = Claim.of(store).orElseThrow();
      assertThat(first.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThatThrownBy(() -> take(told))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "Cannot run: another run works on \\Q%s\\E: \\S+, process %d, since \\S+Z, last heard of"
                      .formatted(store.folder(), first.pid())
                  + " \\d+ s ago; wait for it, stop it, or use another --out");
      claim.tell("{\"left\":7}");
      for (int i = 0; i < 100 && !Claim.of(store).orElseThrow().status().contains("7"); i++) {
        Thread.sleep(50);
      }
      Holder later = Claim.of(store).orElseThrow();
      assertThat(later.status()).isEqualTo("{\"left\":7}");
      assertThat(later.beat()).isGreaterThan(first.beat());
      assertThat(claim.held()).isTrue();
    }
    assertThat(told).isEmpty();
    assertThat(Claim.of(store)).isEmpty();
    take(told).close();
  }

  @Test
  void aHolderWhoseProcessIsGoneIsReplacedAtOnce() throws IOException {
    // no process has the largest number there is
    claimed(holder("here", Holder.here().machine(), Integer.MAX_VALUE));
    List<String> told = new ArrayList<>();
    try (Claim claim = take(told)) {
      assertThat(claim.held()).isTrue();
      assertThat(Claim.of(store).orElseThrow().near()).isTrue();
    }
    assertThat(told).isEmpty();
  }

  @Test
  void aHolderElsewhereIsReplacedWhenItIsSilent() throws IOException {
    claimed(holder("far", "another machine", 1));
    List<String> told = new ArrayList<>();
    try (Claim claim = take(told)) {
      assertThat(Claim.of(store).orElseThrow().near()).isTrue();
    }
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith("far, process 1, since 2026-01-01T00:00:00Z, last heard of ")
        .endsWith("waiting up to 1 s to see whether it still works on it");
  }

  @Test
  void aHolderElsewhereThatBeatsIsLeftAlone() throws Exception {
    Holder far = holder("far", "another machine", 1);
    claimed(far);
    Thread beating =
        new Thread(
            () -> {
              try {
                Thread.sleep(200);
                files()
                    .write(
                        new Path(store.folder(), "_running/driver.json"),
                        out -> out.write(far.beating("{}").json()));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    beating.start();
    assertThatThrownBy(() -> take(new ArrayList<>()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "Cannot run: another run works on "
                + store.folder()
                + ": far, process 1, since 2026-01-01T00:00:00Z, last heard of ");
    beating.join();
    assertThat(Claim.of(store).orElseThrow().token()).isEqualTo("a token");
  }

  @Test
  void aClaimThatWasTakenOverIsNoticedAndNotTakenBack() throws Exception {
    try (Claim claim = take(new ArrayList<>())) {
      Holder other = holder("far", "another machine", 1);
      for (int i = 0; i < 100 && claim.held(); i++) {
        claimed(other); // in between two beats, or again
        Thread.sleep(50);
      }
      assertThat(claim.held()).isFalse();
      claim.close();
      assertThat(Claim.of(store).orElseThrow().token()).isEqualTo("a token");
    }
  }

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
        new ParquetFile(file.getPath(), store.conf()).read(null, row -> ids.add(Snapshot.id(row)));
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
    assertThat(compaction.compact()).isEqualTo(new Store.Compacted(2, 8, 4));
    // four written, the journal, eight removed, four shown, the journal
    assertThat(steps).hasSize(18);
    assertThat(names()).hasSize(4).allMatch(name -> name.matches("[a-z]+/merged-.{8}[.]parquet"));
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
    assertThat(store.compact()).isEqualTo(new Store.Compacted(1, 8, 4));
    assertThat(store.read(Tables.EPOCHS)).hasSize(4);
  }

  @Test
  void anAuditFindsWhatRottedAndWhatWasLeft() throws IOException {
    store.write(Made.row(record(1)));
    store.write(Made.row(record(2)));
    store.stages().keep(STAGE, bundle(1));
    assertThat(Audit.of(store).problems()).isEmpty();
    damage(store.stages().place(STAGE));
    files().delete(store.file(Tables.TRIALS, record(2).id()));
    put(stageFile("_x.zip.1234abcd.writing"), new byte[] {1});
    List<String> names = names();
    Audit audit = Audit.of(store);
    assertThat(audit.problems().stream().map(problem -> problem.path().getName()))
        .containsExactlyInAnyOrder(
            STAGE + ".zip",
            "_x.zip.1234abcd.writing",
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
    assertThat(store.compact()).isEqualTo(new Store.Compacted(0, 4, 4));
    assertThat(names()).isEqualTo(names);
  }
}
