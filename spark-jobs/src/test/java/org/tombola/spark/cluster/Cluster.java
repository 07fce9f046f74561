package org.tombola.spark.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.filefilter.IOFileFilter;
import org.apache.commons.io.filefilter.RegexFileFilter;
import org.apache.commons.io.filefilter.TrueFileFilter;

/**
 * A standalone Spark cluster on this machine: a master and two workers, each a process with two
 * cores and two GPU addresses of its own (0 and 1, 2 and 3) that a discovery script makes up. Who
 * does not know its secret is refused, and what they say to each other is encrypted.
 */
final class Cluster implements AutoCloseable {
  static final int WORKERS = 2;
  static final int GPUS = 4;

  /** More than one driver ever has, replaced ones counted. */
  private static final int EXECUTORS = 64;

  private static final Duration START = Duration.ofSeconds(240);
  private static final IOFileFilter LOGS = new RegexFileFilter(".*[.](log|txt)|stdout|stderr");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;
  private final int port = freePort();
  private final int uiPort = freePort();
  private final List<Process> workers = new ArrayList<>();
  private final List<Driver> drivers = new ArrayList<>();
  private final Process master;

  /** What every process of the cluster has to know, and no other does. */
  private final String secret = UUID.randomUUID().toString();

  /**
   * Starts a cluster and returns when its workers can be used.
   *
   * @param folder for logs, work folders and everything else it leaves; without spaces
   */
  Cluster(Path folder) {
    this.folder = folder;
    home();
    folder.resolve("work").toFile().mkdirs();
    master =
        daemon(
            "master",
            List.of(),
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", port + "", "--webui-port", uiPort + ""));
    try {
      // a worker that comes before its master tries again only after many seconds
      Patience.until("the master", START, () -> !state().isMissingNode(), this::logs);
      IntStream.range(0, WORKERS).forEach(index -> workers.add(worker(index)));
      awaitWorkers();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  Path folder() {
    return folder;
  }

  Path home() {
    Path home = folder.resolve("home");
    try {
      if (!Files.exists(home)) {
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String jar : Jvm.classPath(Jvm::isJar)) {
          Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
        }
        Files.writeString(home.resolve("RELEASE"), "Spark from the test class path\n");
        Files.writeString(home.resolve("log4j2.xml"), LOGGING);
        lock(home.resolve("conf"));
      }
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Authentication and encryption as deploy/README.md shows them, by setting. */
  Map<String, String> doors() {
    return Map.of(
        "spark.authenticate", "true",
        "spark.authenticate.secret", secret,
        "spark.network.crypto.enabled", "true",
        "spark.network.crypto.cipher", "AES/GCM/NoPadding",
        "spark.io.encryption.enabled", "true");
  }

  /** Master, workers and spark-submit read them from a file: a command line is for all to see. */
  private void lock(Path conf) throws IOException {
    Path file = Files.createDirectories(conf).resolve("spark-defaults.conf");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(
        file, doors().entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  /** What a process of this cluster finds in its environment. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("SPARK_HOME", home().toString());
    environment.put("SPARK_CONF_DIR", home().resolve("conf").toString());
    // without it Spark looks for the folders of its own build
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("OMP_NUM_THREADS", "1");
    environment.put("MALLOC_ARENA_MAX", "1");
    return environment;
  }

  /** The JVM option that makes a process tell what it does. */
  String logging() {
    return "-Dlog4j2.configurationFile=" + home().resolve("log4j2.xml").toUri();
  }

  /**
   * The JVM option that gives each executor a folder of natives of its own, which leads to those
   * this process has unpacked: six seconds less of every driver's life.
   */
  String natives() {
    Path natives = folder.resolve("natives");
    Path unpacked = Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    try {
      if (!Files.exists(natives)) {
        Files.createDirectories(natives);
        for (int executor = 0; executor < EXECUTORS; executor++) {
          Files.createSymbolicLink(natives.resolve(executor + ""), unpacked);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "-Dorg.bytedeco.javacpp.cachedir=" + natives + "/{{EXECUTOR_ID}}";
  }

  /** Command lines of all processes of this cluster, as every user of the machine sees them. */
  List<String> commandLines() {
    return Stream.concat(Stream.of(master), workers.stream())
        .map(Process::toHandle)
        .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
        .map(Executor::commandLine)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** Registers a driver, so that it never outlives the cluster. */
  Driver add(Driver driver) {
    drivers.add(driver);
    return driver;
  }

  /** Executors running now, whatever driver they work for, in the order of their process ids. */
  List<Executor> executors() {
    return workers.stream()
        .flatMap(worker -> worker.toHandle().children())
        .flatMap(child -> Executor.of(child).stream())
        .sorted()
        .toList();
  }

  /** Kills a worker as a lost machine would, and with it its executors; returns its process id. */
  long killWorker(int index) {
    Process worker = workers.get(index);
    List<ProcessHandle> executors = worker.toHandle().descendants().toList();
    kill(worker.toHandle());
    executors.forEach(Cluster::kill);
    return worker.pid();
  }

  /** Kills a worker's process alone: its executors find out by themselves. */
  List<ProcessHandle> orphan(int index) {
    List<ProcessHandle> executors = workers.get(index).toHandle().descendants().toList();
    kill(workers.get(index).toHandle());
    return executors;
  }

  /** Starts a killed worker again, with the same GPU addresses; returns when it is registered. */
  void restartWorker(int index) {
    workers.set(index, worker(index));
    awaitWorkers();
  }

  /** Sends SIGKILL and waits for the process' end. */
  static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** The tail of every log, for the message of a failure. */
  String logs() {
    return logs(Instant.EPOCH);
  }

  /** The tail of every log written to since a moment. */
  String logs(Instant since) {
    return Stream.of("logs", "work")
        .map(folder::resolve)
        .flatMap(where -> FileUtils.listFiles(where.toFile(), LOGS, TrueFileFilter.TRUE).stream())
        .filter(file -> file.lastModified() >= since.toEpochMilli())
        .map(file -> "== " + file + "\n" + tail(file.toPath()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>();
    drivers.forEach(driver -> all.add(driver.process()));
    workers.forEach(worker -> all.addAll(worker.descendants().toList()));
    workers.forEach(worker -> all.add(worker.toHandle()));
    all.add(master.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(Cluster::kill);
    try {
      FileUtils.deleteDirectory(home().toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process worker(int index) {
    int first = index * GPUS / WORKERS;
    return daemon(
        "worker" + index,
        List.of(
            "-Dspark.worker.resource.gpu.amount=2",
            "-Dspark.worker.resource.gpu.discoveryScript=" + discovery(index, first)),
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            "127.0.0.1",
            "--cores",
            "2",
            "--memory",
            "2g",
            "--webui-port",
            "0",
            "--work-dir",
            folder.resolve("work/" + index).toString(),
            url()));
  }

  private Path discovery(int index, int first) {
    try {
      Path script = folder.resolve("discover-" + index + ".sh");
      if (!Files.exists(script)) {
        Files.writeString(
            script,
            "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"%d\", \"%d\"]}'\n"
                .formatted(first, first + 1));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process daemon(String name, List<String> options, String main, List<String> arguments) {
    try {
      Path log = Files.createDirectories(folder.resolve("logs")).resolve(name + ".log");
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("-Xmx256m", logging()));
      List<String> command = new ArrayList<>(List.of(main));
      command.addAll(arguments);
      return Jvm.start(all, Jvm.folders() + ":" + home() + "/jars/*", command, environment(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitWorkers() {
    Patience.until(
        "two workers", START, () -> state().path("aliveworkers").asInt() == WORKERS, this::logs);
  }

  /** What the master says of itself; missing while it says nothing. */
  JsonNode state() {
    try {
      return MAPPER.readTree(URI.create("http://127.0.0.1:" + uiPort + "/json/").toURL());
    } catch (IOException e) {
      return MAPPER.missingNode();
    }
  }

  /** Drivers that ever registered. */
  int applications() {
    return state().path("activeapps").size() + state().path("completedapps").size();
  }

  private static String tail(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String LOGGING =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Configuration status="WARN">
        <Appenders>
          <Console name="console" target="SYSTEM_ERR">
            <PatternLayout pattern="%d{HH:mm:ss.SSS} %-5p [%t] %c{1}: %m%n%ex"/>
          </Console>
        </Appenders>
        <Loggers>
          <Logger name="org.apache.spark.deploy" level="info"/>
          <Logger name="org.apache.spark.scheduler" level="info"/>
          <Root level="warn">
            <AppenderRef ref="console"/>
          </Root>
        </Loggers>
      </Configuration>
      """;
}
