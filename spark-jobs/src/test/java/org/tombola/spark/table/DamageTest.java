package org.tombola.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file system does wrong is not taken for what files are. */
class DamageTest {
  @TempDir Path folder;

  @Test
  void anUncheckedFailureOfTheFileSystemIsNoDamage() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("Connection pool shut down");
          }
        };
    // the first byte and the later ones come by different methods
    assertThatThrownBy(() -> new DamageStream(broken).reading(InputStream::read))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(DamageStream.Damage.class)
        .hasMessageEndingWith("Connection pool shut down");
    assertThatThrownBy(() -> new DamageStream(broken).reading(InputStream::readAllBytes))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(DamageStream.Damage.class)
        .hasMessageEndingWith("Connection pool shut down");
  }

  @Test
  void whatTheReaderCannotMakeSenseOfIsDamage() {
    assertThatThrownBy(
            () ->
                new DamageStream(InputStream.nullInputStream())
                    .reading(
                        in -> {
                          throw new IllegalStateException("no such thing");
                        }))
        .isInstanceOf(DamageStream.Damage.class)
        .hasMessage("no such thing");
  }

  /** A file system that refuses to rename. */
  private static final class Stubborn extends FilterFileSystem {
    Stubborn() throws IOException {
      super(new RawLocalFileSystem());
      initialize(java.net.URI.create("file:///"), new Configuration());
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {
      return false;
    }
  }

  @Test
  void aFileThatCannotBeRenamedIsNotTakenForOneThatIsThere() throws IOException {
    WholeFiles files = new WholeFiles(new Stubborn(), new Configuration());
    var place = new org.apache.hadoop.fs.Path(folder.resolve("a").toString());
    assertThatThrownBy(() -> files.create(place, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot rename ")
        .hasMessageEndingWith("a");
    assertThat(folder).isEmptyDirectory();
  }
}
