package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyImageNetTest {
  private static final String REAL = "tiny-imagenet-subset-10";
  @TempDir Path home;

  @Test
  void readsRealPhotographsEvenlyOverTheClasses() {
    Splits splits =
        new TinyImageNet(Source.Files.ANY, 10)
            .load(
                new Split(0, 100, 0, Split.Order.FILE, 0),
                Elsewhere.offline(Elsewhere.shared(REAL), home));
    assertThat(splits.train().count()).isEqualTo(900);
    assertThat(splits.test().count()).isEqualTo(500);
    for (ImageData part : List.of(splits.train(), splits.validation(), splits.test())) {
      int[] perClass = new int[10];
      Arrays.stream(part.labels()).forEach(label -> perClass[label]++);
      assertThat(perClass).containsOnly(part.count() / 10);
    }
  }

  @Test
  void widensGreyPhotographsToEqualChannels() {
    Splits splits =
        new TinyImageNet(Source.Files.ANY, 10)
            .load(
                new Split(0, 1, 0, Split.Order.FILE, 0),
                Elsewhere.offline(Elsewhere.shared(REAL), home));
    long grey = grey(splits.train()) + grey(splits.validation()) + grey(splits.test());
    // eleven JPEGs of one component, and two of three components that show greys only
    assertThat(grey).isEqualTo(13);
  }

  @Test
  void asksForTheOfficialCounts() {
    Path folder = Elsewhere.shared(REAL);
    assertThatThrownBy(() -> new TinyImageNet().load(new Split(), Elsewhere.offline(folder, home)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "Cannot read "
                + folder.resolve("wnids.txt")
                + ": expected 200 different classes, found 10 lines with 10 (set classes to that)");
  }

  @Test
  void refusesATruncatedPhotograph() throws IOException {
    Path real = Elsewhere.shared(REAL).resolve("val/images/val_8.JPEG");
    byte[] bytes = Files.readAllBytes(real);
    Path cut = home.resolve("cut.JPEG");
    for (int length : new int[] {bytes.length - 2, bytes.length / 2, 100, 0}) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(
              () -> Jpeg.decode(cut, JpegFolders.SHAPE, new byte[JpegFolders.SHAPE.size()], 0))
          .as("the first %d of %d bytes", length, bytes.length)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("Cannot read " + cut + ": ");
    }
  }

  @Test
  void refusesAnAnnotationOfNoClass() throws IOException {
    Files.write(home.resolve("wnids.txt"), List.of("n1", "n2"));
    for (String name : List.of("n1", "n2")) {
      Path images = Files.createDirectories(home.resolve("train/" + name + "/images"));
      Files.write(images.resolve(name + "_0.JPEG"), new byte[0]);
    }
    Files.createDirectories(home.resolve("val"));
    Path annotations = Files.write(home.resolve("val/val_annotations.txt"), List.of("a\tn3\t0"));
    assertThatThrownBy(
            () ->
                new TinyImageNet(Source.Files.ANY, 2)
                    .load(new Split(), Elsewhere.offline(home, home)))
        .hasMessage(
            "Cannot read "
                + annotations
                + ": expected a file and a class of wnids.txt, found \"a\tn3\t0\"");
  }

  @Test
  void hasTwoHundredClassesWhenOfficial() {
    assertThatThrownBy(() -> new TinyImageNet(Source.Files.OFFICIAL, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes is 200 in the official files, not 10");
  }

  private static long grey(ImageData data) {
    int plane = 64 * 64;
    return IntStream.range(0, data.count())
        .filter(
            i -> {
              int at = i * 3 * plane;
              byte[] pixels = data.pixels();
              return Arrays.equals(pixels, at, at + plane, pixels, at + plane, at + 2 * plane)
                  && Arrays.equals(pixels, at, at + plane, pixels, at + 2 * plane, at + 3 * plane);
            })
        .count();
  }
}
