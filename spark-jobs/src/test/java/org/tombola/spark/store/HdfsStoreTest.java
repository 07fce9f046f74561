package org.tombola.spark.store;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A name node and a data node, in this process, spoken to over the network. */
class HdfsStoreTest extends StoreContract {
  @TempDir static Path folder;

  private static MiniDFSCluster cluster;
  private static int stores;

  @BeforeAll
  static void start() throws IOException {
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    cluster = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    cluster.waitActive();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  @Override
  protected Store open() {
    stores++;
    return Store.at(cluster.getURI() + "/a sweep/ünf " + stores, cluster.getConfiguration(0));
  }
}
