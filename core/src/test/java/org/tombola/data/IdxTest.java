package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.random.Key;

class IdxTest {
  @TempDir Path folder;
  private final byte[] whole = new byte[16 + 2 * 100 * 100];
  private Idx.Published published = new Idx.Published("none", List.of(), "");

  @BeforeEach
  void makeFile() {
    // two images of 100x100 that gzip cannot make much smaller
    Key.ofSeed(1).stream().nextBytes(whole);
    byte[] header = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 100, 0, 0, 0, 100};
    System.arraycopy(header, 0, whole, 0, header.length);
    published = new Idx.Published("images", List.of(2, 100, 100), Digest.of(whole));
  }

  @Test
  void readsPlainAndGzippedFilesAlike() throws IOException {
    byte[] pixels = Arrays.copyOfRange(whole, 16, whole.length);
    Files.write(folder.resolve("images.gz"), gzip(whole));
    assertThat(published.read(folder)).isEqualTo(pixels);
    Files.delete(folder.resolve("images.gz"));
    Files.write(folder.resolve("images"), whole);
    assertThat(published.read(folder)).isEqualTo(pixels);
  }

  @Test
  void refusesATruncatedGzipFileWithTheBytesItHas() throws IOException {
    byte[] gzipped = gzip(whole);
    Path file =
        Files.write(folder.resolve("images.gz"), Arrays.copyOf(gzipped, gzipped.length / 2));
    assertThatThrownBy(() -> published.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot read " + file + ": expected 20016 bytes unpacked, found ")
        .hasMessageEndingWith(", then the end of the file");
  }

  @Test
  void refusesAGzipFileThatOnlyLacksItsEnd() throws IOException {
    byte[] gzipped = gzip(whole);
    Files.write(folder.resolve("images.gz"), Arrays.copyOf(gzipped, gzipped.length - 1));
    assertThatThrownBy(() -> published.read(folder))
        .hasMessageEndingWith("found 20016, then the end of the file");
  }

  @Test
  void refusesAGzipFileWithMoreBytesOrAWrongSumOfItsOwn() throws IOException {
    Path file = Files.write(folder.resolve("images.gz"), gzip(Arrays.copyOf(whole, 20_017)));
    assertThatThrownBy(() -> published.read(folder)).hasMessageEndingWith("found 20016 and more");
    byte[] gzipped = gzip(whole);
    gzipped[gzipped.length - 8] ^= 1;
    Files.write(file, gzipped);
    assertThatThrownBy(() -> published.read(folder))
        .hasMessageEndingWith("found 20016, then a broken gzip stream (Corrupt GZIP trailer)");
  }

  @Test
  void refusesAFileThatIsNotGzip() throws IOException {
    Files.write(folder.resolve("images.gz"), whole);
    assertThatThrownBy(() -> published.read(folder))
        .hasMessageContaining("found 0, then a broken gzip stream (Not in GZIP format)");
  }

  @Test
  void refusesAFileTooShortOrTooLong() throws IOException {
    Path file = Files.write(folder.resolve("images"), Arrays.copyOf(whole, 9000));
    assertThatThrownBy(() -> published.read(folder))
        .hasMessage("Cannot read " + file + ": expected 20016 bytes unpacked, found 9000");
    Files.write(file, Arrays.copyOf(whole, 30_000));
    assertThatThrownBy(() -> published.read(folder))
        .hasMessage(
            "Cannot read " + file + ": expected 20016 bytes unpacked, found 20016 and more");
  }

  @Test
  void refusesWrongMagicAndWrongDimensions() throws IOException {
    whole[3] = 1;
    Path file = Files.write(folder.resolve("images"), whole);
    assertThatThrownBy(() -> published.read(folder))
        .hasMessage("Cannot read " + file + ": expected magic 2051, found 2049");
    whole[3] = 3;
    whole[15] = 99;
    Files.write(file, whole);
    assertThatThrownBy(() -> published.read(folder))
        .hasMessage("Cannot read " + file + ": expected dimension 2 100, found 99");
  }

  @Test
  void refusesOneChangedByte() throws IOException {
    whole[5000] ^= 1;
    Path file = Files.write(folder.resolve("images"), whole);
    assertThatThrownBy(() -> published.read(folder))
        .hasMessage(
            "Cannot read "
                + file
                + ": expected SHA-256 "
                + published.sha256()
                + ", found "
                + Digest.of(whole));
  }

  @Test
  void namesAFileThatIsMissing() {
    assertThatThrownBy(() -> published.read(folder))
        .hasMessage("Cannot read " + folder.resolve("images") + ": no such file, plain or gzipped");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
