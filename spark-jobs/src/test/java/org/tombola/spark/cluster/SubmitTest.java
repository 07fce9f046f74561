package org.tombola.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Tombola;

/** The way a team with a cluster starts it: spark-submit with one jar, behind closed doors. */
@Tag("cluster")
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
    // the secret is in a file that only its owner reads
    conf.keySet().removeAll(cluster.doors().keySet());
    conf.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("--class", Tombola.class.getName(), jar().toString()));
    command.addAll(List.of("run", file.toString(), "--out", out.toString()));
    Driver driver = Driver.submit(cluster, "submit", command);
    Patience.until(
        "an executor",
        Duration.ofSeconds(240),
        () -> !cluster.executors().isEmpty() || !driver.isRunning(),
        driver::printed);
    List<String> doors = cluster.executors().stream().map(Executor::driver).distinct().toList();
    onlyWhoKnowsTheSecretIsHeard(doors.get(0), cluster);
    onlyWhoKnowsTheSecretIsHeard(cluster.url().replace("//", "//Master@"), cluster);
    String secret = String.valueOf(cluster.doors().get("spark.authenticate.secret"));
    assertThat(cluster.commandLines())
        .hasSizeGreaterThan(Cluster.WORKERS)
        .noneMatch(line -> line.contains(secret));
    driver.succeeds(Duration.ofSeconds(240));
    try (Stream<Path> files = Files.walk(out)) {
      assertThat(files.filter(Files::isRegularFile)).noneMatch(each -> holds(each, secret));
    }
    assertThat(Rows.trials(out))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.text("outcome")).contains("completed"));
  }

  /** As an executor is by its driver, and a driver by the master. */
  private static void onlyWhoKnowsTheSecretIsHeard(String url, Cluster cluster) {
    Map<String, String> doors = cluster.doors();
    assertThat(new Caller(doors).refusal(url)).isEmpty();
    assertThat(new Caller(Map.of()).refusal(url)).isPresent();
    Map<String, String> guessed = new TreeMap<>(doors);
    guessed.put("spark.authenticate.secret", "guessed");
    assertThat(new Caller(guessed).refusal(url)).isPresent();
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
