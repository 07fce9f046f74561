package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {
  private static final Split SPLIT = new Split(0, 1000, 0, Split.Order.FILE, 0);
  @TempDir Path home;

  @Test
  void readsExactPartsOfCifar10() {
    Path folder = Elsewhere.shared("cifar-10-lossless-subset-bin");
    Splits splits = new Cifar10(Source.Files.ANY).load(SPLIT, Elsewhere.offline(folder, home));
    assertThat(splits.train().count() + splits.validation().count()).isEqualTo(8068);
    assertThat(splits.test().count()).isEqualTo(1017);
    assertThat(splits.train().labels()[0]).isEqualTo(6);
    assertThat(Arrays.copyOf(splits.train().pixels(), 7))
        .containsExactly(59, 43, 50, 68, 98, 119, (byte) 139);
    int[] perClass = new int[10];
    Arrays.stream(splits.test().labels()).forEach(label -> perClass[label]++);
    assertThat(perClass).containsExactly(105, 93, 100, 104, 92, 87, 114, 102, 110, 110);
  }

  @Test
  void readsAJpegCopyOfCifar10OnlyWhenAskedForAny() {
    Path folder = Elsewhere.shared("cifar-10-jpeg-bin");
    Places places = Elsewhere.offline(folder, home);
    Splits splits = new Cifar10(Source.Files.ANY).load(SPLIT, places);
    assertThat(splits.train().count()).isEqualTo(19_000);
    assertThat(splits.test().count()).isEqualTo(10_000);
    assertThatThrownBy(() -> new Cifar10().load(SPLIT, places))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "Cannot read "
                + folder.resolve("data_batch_1.bin")
                + ": expected the official 10000 records of 3073 bytes (30730000 bytes), found"
                + " 12292000 bytes (files: any accepts parts and copies)");
  }

  @Test
  void refusesACopyOfTheOfficialSizeByItsChecksum() {
    Path test = Elsewhere.shared("cifar-10-jpeg-bin").resolve("test_batch.bin");
    Cifar.Published official =
        new Cifar.Published(
            "test_batch.bin",
            10_000,
            "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b");
    Cifar format = new Cifar(1, 10, List.of(official), official);
    assertThatThrownBy(() -> format.read(test.getParent(), Source.Files.OFFICIAL))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read " + test + ": expected SHA-256 8e2eb146ae34");
  }

  @Test
  void refusesARaggedFile() throws IOException {
    Files.write(home.resolve("train.bin"), new byte[3074 * 3]);
    Path ragged = Files.write(home.resolve("test.bin"), new byte[3074 * 2 + 5]);
    assertThatThrownBy(
            () -> new Cifar100(Source.Files.ANY).load(new Split(), Elsewhere.offline(home, home)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "Cannot read "
                + ragged
                + ": expected whole records of 3074 bytes, found 6153 bytes (2 records and 5 bytes)");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Path empty = Files.write(home.resolve("train.bin"), new byte[0]);
    Files.write(home.resolve("test.bin"), new byte[3074]);
    assertThatThrownBy(
            () -> new Cifar100(Source.Files.ANY).load(new Split(), Elsewhere.offline(home, home)))
        .hasMessageStartingWith(
            "Cannot read " + empty + ": expected whole records of 3074 bytes, found 0 bytes");
  }

  @Test
  void refusesALabelThatIsNoClass() throws IOException {
    byte[] records = new byte[3074 * 2];
    records[3074 + 1] = 100;
    Path file = Files.write(home.resolve("train.bin"), records);
    Files.write(home.resolve("test.bin"), new byte[3074]);
    assertThatThrownBy(
            () -> new Cifar100(Source.Files.ANY).load(new Split(), Elsewhere.offline(home, home)))
        .hasMessage("Cannot read " + file + ": record 1 has label 100, there are 100 classes");
  }

  @Test
  void takesTheFineLabelOfCifar100() throws IOException {
    byte[] records = new byte[3074 * 2];
    records[0] = 3;
    records[1] = 77;
    records[2] = 9;
    Files.write(home.resolve("train.bin"), records);
    Files.write(home.resolve("test.bin"), records);
    Splits splits =
        new Cifar100(Source.Files.ANY)
            .load(new Split(1, 1, 1, Split.Order.FILE, 0), Elsewhere.offline(home, home));
    assertThat(splits.train().labels()).containsExactly(77);
    assertThat(splits.train().pixels()[0]).isEqualTo((byte) 9);
  }
}
