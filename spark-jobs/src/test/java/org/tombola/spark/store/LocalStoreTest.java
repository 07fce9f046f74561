package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.audit.Audit;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.files.ParquetFile;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.trial.Bundle;
import org.tombola.trial.TrialSpec;

class LocalStoreTest extends StoreContract {
  @TempDir Path folder;

  @Override
  protected Store open() {
    return Store.at(folder.resolve("with spaces").toString(), new Configuration());
  }

  @Test
  void aColumnOfAnotherVersionIsKeptAndOneThatIsMissingIsEmpty() throws IOException {
    store.write(Made.row(record(1)));
    store.write(Made.row(record(2)));
    var schema =
        new MessageType(
            "trials",
            Tables.TRIALS.schema().getType("trial_id"),
            Tables.TRIALS.schema().getType("outcome"),
            Types.optional(PrimitiveTypeName.INT32).named("later"));
    var row = new SimpleGroup(schema);
    row.append("trial_id", record(2).id()).append("outcome", "completed").append("later", 7);
    new ParquetFile(store.file(Tables.TRIALS, record(2).id()), store.conf())
        .write(schema, rows -> rows.take(row));
    store.compact();
    List<StoredRow> trials = store.read(Tables.TRIALS);
    StoredRow other =
        trials.get(trials.get(0).text("trial_id").orElseThrow().equals(record(2).id()) ? 0 : 1);
    assertThat(other.group().getInteger("later", 0)).isEqualTo(7);
    assertThat(other.whole("seed")).isEmpty();
    assertThat(trials).extracting(each -> each.whole("seed")).contains(OptionalLong.of(1));
  }

  @Test
  void aFullDiskIsSaidAndLeavesNothing() throws IOException, InterruptedException {
    Path small = Files.createDirectory(folder.resolve("small"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", small.toString())
            .redirectErrorStream(true)
            .start();
    assumeThat(mount.waitFor()).as("a small file system can be mounted").isZero();
    try {
      Store full = Store.at(small.toString(), new Configuration());
      full.write(Made.row(record(1)));
      assertThatThrownBy(
              () -> {
                for (int seed = 2; seed < 9; seed++) {
                  full.write(Made.row(record(seed)));
                }
              })
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching(
              "Cannot write trial [0-9a-f]{16} to .*: no space is left on its disk.*");
      assertThatThrownBy(() -> full.stages().save(STAGE, 1, large()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching("Cannot save the checkpoint .*1.zip: no space is left on its disk.*");
      assertThat(full.read(Tables.TRIALS)).isNotEmpty();
      assertThat(full.stages().checkpoint(STAGE, 9, MOST, Bundle::json)).isEmpty();
      try (Stream<Path> left = Files.walk(small)) {
        assertThat(left).noneMatch(file -> file.toString().endsWith(".writing"));
      }
    } finally {
      new ProcessBuilder("umount", small.toString()).start().waitFor();
    }
  }

  private static Bundle large() {
    byte[] noise = new byte[200_000];
    new Random(1).nextBytes(noise);
    return new Bundle("{}", Map.of("noise", noise));
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaid() throws IOException {
    // as one without permission, which does not stop an administrator
    Path file = Files.createFile(folder.resolve("a file"));
    Store blocked = Store.at(file.resolve("out").toString(), new Configuration());
    assertThatThrownBy(() -> blocked.write(Made.row(record(1))))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot write trial " + record(1).id() + " to " + blocked.folder());
    assertThatThrownBy(() -> Claim.take(blocked, Claim.Purpose.RUN, told -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot write to " + blocked.folder() + ": ");
  }

  @Test
  void namesMayBeOfAnyScript() {
    assumeThat(System.getProperty("sun.jnu.encoding"))
        .as("file names of this JVM")
        .isEqualTo("UTF-8");
    Store other = Store.at(folder.resolve("Verlosung – ünï 抽選").toString(), new Configuration());
    other.write(Made.row(record(1)));
    TrialSpec spec = record(1).spec();
    String stage = Made.keepSound(spec.evaluate().get(0), spec, other);
    other.compact();
    assertThat(other.read(Tables.EPOCHS)).hasSize(2);
    assertThat(other.stages().finished()).containsExactly(stage);
    assertThat(Audit.of(other).problems()).isEmpty();
  }

  @Test
  void aChecksumThatAnotherProgramLeftDoesNotSayTheNewFileIsDamaged() throws IOException {
    String file = store.file(Tables.TRIALS, record(1).id()).toString();
    Path place = Path.of(file);
    Files.createDirectories(place.getParent());
    // Hadoop's local file system writes a checksum beside each file
    try (var out =
        store.folder().getFileSystem(store.conf()).create(new org.apache.hadoop.fs.Path(file))) {
      out.write(7);
    }
    Path checksum = place.resolveSibling("." + place.getFileName() + ".crc");
    assertThat(checksum).exists();
    store.write(Made.row(record(1)));
    assertThat(store.read(Tables.TRIALS)).hasSize(1);
    assertThat(checksum).doesNotExist();
  }
}
