package org.tombola.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command on a cluster, in a process of its own.
 *
 * @param cluster it works on
 * @param running the process
 * @param log takes what it prints
 */
record Driver(Cluster cluster, Process running, Path log) {
  /** Four executors fit: one core, one GPU and little memory each. */
  static final Map<String, String> CONF =
      Map.of(
          "spark.executor.cores", "1",
          "spark.executor.memory", "512m",
          "spark.executor.resource.gpu.amount", "1",
          "spark.task.resource.gpu.amount", "1",
          "spark.driver.host", "127.0.0.1",
          "spark.ui.enabled", "false",
          "spark.executor.extraClassPath", Jvm.folders());

  /** Where this process has unpacked them already: six seconds an executor less. */
  private static final String NATIVES =
      "-Dorg.bytedeco.javacpp.cachedir="
          + Path.of(System.getProperty("user.home"), ".javacpp", "cache");

  /**
   * Starts a main class as a driver.
   *
   * @param name of its log
   * @param main class
   * @param arguments the command
   * @param conf over {@link #CONF}
   * @param properties of the driver's system
   */
  static Driver start(
      Cluster cluster,
      String name,
      String main,
      List<String> arguments,
      Map<String, String> conf,
      Map<String, String> properties) {
    Map<String, String> all = new TreeMap<>(CONF);
    all.put(
        "spark.executor.extraJavaOptions",
        String.join(" ", Jvm.LIGHT) + " " + cluster.logging() + " " + NATIVES);
    all.putAll(conf);
    List<String> options = new ArrayList<>(List.of("-Xmx512m", cluster.logging()));
    all.forEach((key, value) -> options.add("-D" + key + "=" + value));
    properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
    List<String> command = new ArrayList<>(List.of(main));
    command.addAll(arguments);
    Path log = cluster.folder().resolve("logs").resolve(name + ".txt");
    return cluster.add(
        new Driver(
            cluster,
            Jvm.start(
                options,
                System.getProperty("java.class.path"),
                command,
                cluster.environment(),
                log),
            log));
  }

  ProcessHandle process() {
    return running.toHandle();
  }

  boolean isRunning() {
    return running.isAlive();
  }

  /** Waits for its end and returns the exit code. */
  int await(Duration atMost) {
    Patience.until("the driver's end", atMost, () -> !isRunning(), this::news);
    return running.exitValue();
  }

  /** Waits for its end, which has to be a good one. */
  void succeeds(Duration atMost) {
    int code = await(atMost);
    assertThat(code).as(code == 0 ? "exit code" : news()).isZero();
  }

  void kill() {
    Cluster.kill(process());
  }

  String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String news() {
    return cluster.logs();
  }
}
