package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tombola.spark.store.Store;

class FoldersTest {
  private final Configuration conf = new Configuration();

  @ParameterizedTest
  @ValueSource(strings = {"status", "gap", "verify", "compact"})
  void aFileSystemThatSparkDoesNotBringIsNamedWithWhatToAdd(String command) {
    assertThat(
            Rehearsal.call(
                command,
                "s3a://nowhere/out",
                "--conf",
                "spark.hadoop.fs.s3a.impl=org.none.S3AFileSystem"))
        .isEqualTo(
            "Cannot reach s3a://nowhere/out: this Spark lacks hadoop-aws or its dependencies; add"
                + " --packages org.apache.hadoop:hadoop-aws:"
                + VersionInfo.getVersion()
                + " to spark-submit, or the jars to TOMBOLA_CLASSPATH for deploy/tombola"
                + " (Class org.none.S3AFileSystem not found)\nexit code 2");
  }

  @Test
  void aSchemeThatHadoopDoesNotKnowIsSaid() {
    assertThatThrownBy(() -> Folders.store("s3://bucket/out", conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot reach s3://bucket/out: Hadoop's scheme for S3 is s3a; write s3a://bucket/out");
    assertThatThrownBy(() -> Folders.store("gs://bucket/out", conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot reach gs://bucket/out: this Spark has no file system for gs://; add its"
                + " vendor's");
  }

  @Test
  void aUriThatNamesNoPlaceIsSaid() {
    assertThatThrownBy(() -> Folders.store("hdfs:", conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot reach hdfs:: ");
  }

  @Test
  void aHostThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Folders.store("hdfs://no.such.invalid/out", conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot reach hdfs://no.such.invalid/out: there is no such host: no.such.invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s[1]",
        "s*r",
        "k{x}",
        "back\\slash",
        "a:b",
        "ab:c",
        "a b",
        "a%20b",
        "a#b",
        "q?",
        "ü"
      })
  void aPathIsTakenLiterally(String name) {
    Store store = Folders.store(name, conf);
    assertThat(Folders.local(store)).contains(Path.of("").toAbsolutePath().resolve(name));
    assertThat(Folders.store(store.folder().toString(), conf)).isEqualTo(store);
    assertThat(Folders.local(Folders.store("file:///x/" + name, conf)))
        .contains(Path.of("/x", name));
  }

  @Test
  void aFolderIsOnThisMachineIfItsFileSystemIs() {
    Path folder = Path.of("/a folder");
    assertThat(Folders.local(Folders.store("/a folder", conf))).contains(folder);
    assertThat(Folders.local(Folders.store("file:///a folder", conf))).contains(folder);
    // what a Hadoop installation may say: then a plain path is on its cluster
    conf.set("fs.defaultFS", "hdfs://127.0.0.1:1");
    assertThat(Folders.local(Folders.store("/a folder", conf))).isEmpty();
    assertThat(Folders.local(Folders.store("file:///a folder", conf))).contains(folder);
  }
}
