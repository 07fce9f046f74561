package org.tombola.spark.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

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
  Store open() {
    stores++;
    return Store.at("s3a://tombola/a sweep/ünf " + stores, conf);
  }

  @Override
  Map<String, String> settings() {
    return server.settings();
  }
}
