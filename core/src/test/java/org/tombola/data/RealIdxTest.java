package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fashion-MNIST and MNIST as they were published. */
class RealIdxTest {
  private static final Split ALL = new Split(0, 10_000, 0, Split.Order.FILE, 0);
  @TempDir Path home;

  @Test
  void readsAllOfFashionMnistFromTheSystemFolder() {
    Elsewhere.system("fashion-mnist");
    Places places =
        new Places(null, Map.of(), home, List.of(Elsewhere.SYSTEM), Fetching.NONE, p -> {});
    Splits splits = new FashionMnist().load(ALL, places);
    assertThat(splits.train().count()).isEqualTo(50_000);
    assertThat(splits.validation().count()).isEqualTo(10_000);
    assertThat(splits.test().count()).isEqualTo(10_000);
    assertThat(Arrays.copyOf(splits.train().labels(), 5)).containsExactly(9, 0, 0, 3, 0);
    assertNormalised(splits);
  }

  @Test
  void readsAllOfMnist() {
    Splits splits = new Mnist().load(ALL, Elsewhere.offline(Elsewhere.shared("mnist"), home));
    assertThat(Arrays.copyOf(splits.train().labels(), 5)).containsExactly(5, 0, 4, 1, 9);
    assertThat(Arrays.copyOf(splits.test().labels(), 5)).containsExactly(7, 2, 1, 0, 4);
    assertNormalised(splits);
  }

  @Test
  void neverTakesMnistForFashionMnist() {
    Path folder = Elsewhere.shared("mnist");
    assertThatThrownBy(() -> new FashionMnist().load(ALL, Elsewhere.offline(folder, home)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot read " + folder)
        .hasMessageContaining("expected SHA-256");
  }

  @Test
  void refusesATruncatedCopyOfARealFile() throws IOException {
    Path folder = Files.createDirectory(home.resolve("copy"));
    try (Stream<Path> files = Files.list(Elsewhere.shared("mnist"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".gz")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path cut = folder.resolve("train-images-idx3-ubyte.gz");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), 1_000_000));
    assertThatThrownBy(() -> new Mnist().load(ALL, Elsewhere.offline(folder, home)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith(
            "Cannot read " + cut + ": expected 47040016 bytes unpacked, found ");
  }

  /** The constants are those of the whole training file. */
  private static void assertNormalised(Splits splits) {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (ImageData part : List.of(splits.train(), splits.validation())) {
      for (byte pixel : part.pixels()) {
        double value = (pixel & 0xff) / 255.0;
        sum += value;
        squares += value * value;
      }
      count += part.pixels().length;
    }
    double mean = sum / count;
    assertThat(splits.normalisation().mean().get(0)).isCloseTo(mean, within(1e-4));
    assertThat(splits.normalisation().deviation().get(0))
        .isCloseTo(Math.sqrt(squares / count - mean * mean), within(1e-4));
  }
}
