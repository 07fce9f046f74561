package org.tombola.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Tombola;

/** The way a team with a cluster starts it: spark-submit with one jar. */
@ExtendWith(OnCluster.class)
class SubmitTest {
  @TempDir Path folder;

  @Test
  void sparkSubmitRunsASweepFromTheJarAlone(Cluster cluster) throws IOException {
    Path file = Tiny.file(folder, 1, "ticket: [dense]", "seed: [1, 2]");
    Path out = folder.resolve("out");
    List<String> command = new ArrayList<>(List.of("--master", cluster.url()));
    Map<String, String> conf = new TreeMap<>(Driver.conf(cluster));
    // executors get Tombola's classes from the jar
    conf.remove("spark.executor.extraClassPath");
    conf.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--class", Tombola.class.getName(), jar().toString()));
    command.addAll(List.of("run", file.toString(), "--out", out.toString()));
    Driver.submit(cluster, "submit", command).succeeds(Duration.ofSeconds(240));
    assertThat(Rows.trials(out))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.text("outcome")).contains("completed"));
  }

  /** Tombola's own classes; all it needs besides lies among the cluster's jars. */
  private Path jar() throws IOException {
    Path jar = folder.resolve("tombola.jar");
    Set<String> seen = new HashSet<>();
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (String classes : Jvm.classPath(entry -> entry.endsWith("target/classes"))) {
        add(Path.of(classes), entries, seen);
      }
    }
    return jar;
  }

  private static void add(Path classes, JarOutputStream entries, Set<String> seen)
      throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(file).toString();
        if (seen.add(name)) {
          entries.putNextEntry(new JarEntry(name));
          Files.copy(file, entries);
        }
      }
    }
  }
}
