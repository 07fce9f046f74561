package org.tombola.spark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.nd4j.linalg.factory.Nd4j;

/** Gives tests the one cluster, which starts with the first that asks and ends after the last. */
final class OnCluster implements ParameterResolver {

  /** Shared by all tests of a run. */
  static final class Shared implements AutoCloseable {
    private final Path folder;
    private final Cluster cluster;

    Shared() {
      try {
        // unpacks ND4J's natives, unless an earlier run did: executors that find them need not race
        Nd4j.zeros(1).close();
        folder = Files.createTempDirectory("tombola-cluster");
        cluster = new Cluster(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      cluster.close();
      FileUtils.deleteDirectory(folder.toFile());
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Cluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot()
        .getStore(Namespace.create(OnCluster.class))
        .getOrComputeIfAbsent(Shared.class, key -> new Shared(), Shared.class)
        .cluster;
  }
}
