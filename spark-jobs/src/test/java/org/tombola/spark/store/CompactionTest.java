package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.attack.Fgsm;
import org.tombola.method.Refused;
import org.tombola.spark.Made;
import org.tombola.spark.audit.Audit;
import org.tombola.spark.schema.Tables;
import org.tombola.trial.Outcome;
import org.tombola.trial.TrialRecord;

class CompactionTest {
  /** Five files written, the journal, eleven removed, six shown (one is not there), the journal. */
  private static final int STEPS = 25;

  private static final int JOURNAL = 6;

  private static final Outcome FAILED =
      new Outcome.Failed(Outcome.Kind.USER, "Cannot run: no", "train", 1, "here");

  @TempDir static Path folder;

  /** One trial merged before and attacked anew since, one to be merged, one that failed. */
  private static Path before;

  private static List<List<String>> rows;

  @BeforeAll
  static void prepare() {
    before = folder.resolve("before");
    Store store = at(before);
    store.write(Made.row(record(1)));
    store.compact();
    Made.add(new Fgsm(), record(1).spec(), store);
    store.write(Made.row(record(2)));
    store.write(Made.row(Made.ended(record(3).spec(), FAILED)));
    rows = rows(store);
  }

  private static Store at(Path place) {
    return Store.at(place.toString(), new Configuration());
  }

  private static TrialRecord record(long seed) {
    return Made.record(Made.spec(Made.RANDOM, 0.1, seed), 700, 500, 450);
  }

  private static List<List<String>> rows(Store store) {
    return Tables.ALL.stream()
        .map(table -> store.read(table).stream().map(row -> row.group().toString()).toList())
        .toList();
  }

  private static long files(Path place) {
    return FileUtils.listFiles(place.toFile(), null, true).size();
  }

  static IntStream steps() {
    return IntStream.rangeClosed(1, STEPS);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void whereverItIsCutShortNothingIsLostAndNothingIsThereTwice(int cut) throws IOException {
    Path place = folder.resolve("cut after " + cut);
    FileUtils.copyDirectory(before.toFile(), place.toFile());
    Store store = at(place);
    AtomicInteger done = new AtomicInteger();
    Compaction compaction =
        new Compaction(
            store,
            step -> {
              if (done.incrementAndGet() == cut) {
                throw new IOException("cut after " + step);
              }
            });
    assertThatThrownBy(compaction::compact)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cut after ");
    assertThat(rows(store)).isEqualTo(rows);
    // the last step leaves nothing to be found
    assertThat(Audit.of(store).problems().isEmpty()).isEqualTo(cut == STEPS);
    store.recover();
    assertThat(rows(store)).isEqualTo(rows);
    // before the journal it did not happen, from then on it did
    assertThat(files(place)).isEqualTo(cut < JOURNAL ? 16 : 10);
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void noTrialIsWrittenWhereItWouldBeRemovedAgain() throws IOException {
    Path place = folder.resolve("under way");
    FileUtils.copyDirectory(before.toFile(), place.toFile());
    Store store = at(place);
    Compaction compaction =
        new Compaction(
            store,
            step -> {
              if (step.equals("journal written")) {
                throw new IOException("cut");
              }
            });
    assertThatThrownBy(compaction::compact).isInstanceOf(IOException.class).hasMessage("cut");
    assertThatThrownBy(() -> store.write(Made.row(record(2))))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "Cannot write trial %s to %s: its files are being compacted; if nothing is running any"
                    .formatted(record(2).id(), place)
                + " more, tombola compact %s finishes this".formatted(place));
    store.recover();
    store.write(Made.row(record(2)));
    assertThat(rows(store)).isEqualTo(rows);
  }

  @Test
  void manyTrialsBecomeOneFileATable() {
    Path place = folder.resolve("many");
    Store store = at(place);
    IntStream.rangeClosed(1, 40).forEach(seed -> store.write(Made.row(record(seed))));
    List<List<String>> all = rows(store);
    assertThat(store.compact()).isEqualTo(new Store.Compacted(40, 200, 5));
    assertThat(rows(store)).isEqualTo(all);
  }
}
