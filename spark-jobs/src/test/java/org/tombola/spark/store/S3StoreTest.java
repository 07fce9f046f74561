package org.tombola.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialShell;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.method.FileTrouble;

/** An object store: nothing is renamed atomically, and what is closed is there. */
class S3StoreTest extends StoreContract {
  @TempDir static Path folder;

  private static S3Server server;
  private static Configuration conf;
  private static int stores;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = S3Server.start(folder);
    conf = server.conf();
    Buckets.make(conf, "tombola");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected Store open() {
    stores++;
    return Store.at("s3a://tombola/a sweep/ünf " + stores, conf);
  }

  @Override
  protected Map<String, String> settings() {
    return server.settings();
  }

  @Test
  void keysMayLieInAFileThatOnlyItsOwnerReads() throws Exception {
    Path keys = folder.resolve("s3.jceks");
    String provider = "localjceks://file" + keys;
    Configuration closed = new Configuration(conf);
    for (String key : List.of("fs.s3a.access.key", "fs.s3a.secret.key")) {
      String value = closed.get(key);
      closed.unset(key);
      int made =
          ToolRunner.run(
              new Configuration(),
              new CredentialShell(),
              new String[] {"create", key, "-value", value, "-provider", provider});
      assertThat(made).isZero();
    }
    closed.setBoolean("fs.s3a.impl.disable.cache", true);
    String place = "s3a://tombola/keys in a file";
    assertThatThrownBy(() -> Store.at(place, closed).exists())
        .as("without keys")
        .isInstanceOf(FileTrouble.class);
    closed.set("hadoop.security.credential.provider.path", provider);
    Store store = Store.at(place, closed);
    store.keep(new org.apache.hadoop.fs.Path(place, "page"), new byte[] {1});
    assertThat(store.exists()).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rw-------");
  }
}
