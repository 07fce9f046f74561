package org.tombola.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
 * @param started when
 */
record Driver(Cluster cluster, Process running, Path log, Instant started) {
  /** Four executors fit: one core, one GPU and little memory each. */
  static final Map<String, String> CONF =
      Map.ofEntries(
          Map.entry("spark.executor.cores", "1"),
          Map.entry("spark.executor.memory", "512m"),
          Map.entry("spark.executor.resource.gpu.amount", "1"),
          Map.entry("spark.task.resource.gpu.amount", "1"),
          // all are waited for, and no longer
          Map.entry("spark.executor.instances", Cluster.GPUS + ""),
          Map.entry("spark.driver.host", "127.0.0.1"),
          Map.entry("spark.ui.enabled", "false"),
          Map.entry("spark.executor.extraClassPath", Jvm.folders()));

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
    Map<String, String> all = conf(cluster);
    all.putAll(conf);
    List<String> options = new ArrayList<>(List.of("-Xmx512m", cluster.logging()));
    all.forEach((key, value) -> options.add("-D" + key + "=" + value));
    properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
    List<String> command = new ArrayList<>(List.of(main));
    command.addAll(arguments);
    return launch(cluster, name, options, System.getProperty("java.class.path"), command);
  }

  /** Starts spark-submit, with the cluster's jars alone. */
  static Driver submit(Cluster cluster, String name, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit"));
    command.addAll(arguments);
    String tests = String.join(":", Jvm.classPath(entry -> entry.endsWith("target/test-classes")));
    return launch(
        cluster,
        name,
        List.of("-Xmx512m", cluster.logging()),
        tests + ":" + cluster.home() + "/jars/*",
        command);
  }

  private static Driver launch(
      Cluster cluster, String name, List<String> options, String classPath, List<String> command) {
    Path log = cluster.folder().resolve("logs").resolve(name + ".txt");
    return cluster.add(
        new Driver(
            cluster,
            Jvm.start(options, classPath, command, cluster.environment(), log),
            log,
            Instant.now()));
  }

  /** {@link #CONF} with what depends on the cluster. */
  static Map<String, String> conf(Cluster cluster) {
    Map<String, String> conf = new TreeMap<>(CONF);
    conf.putAll(cluster.doors());
    conf.put(
        "spark.executor.extraJavaOptions",
        String.join(" ", Jvm.LIGHT) + " " + cluster.logging() + " " + cluster.natives());
    return conf;
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
    return cluster.logs(started);
  }
}
