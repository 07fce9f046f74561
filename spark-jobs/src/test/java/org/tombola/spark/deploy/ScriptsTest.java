package org.tombola.spark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in deploy, with made-up nvidia-smi, spark-class and spark-submit. */
class ScriptsTest {
  private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();

  @TempDir Path folder;
  private Path home;
  private final Map<String, String> environment = new HashMap<>();

  private record Said(int exit, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  @BeforeEach
  void install() throws IOException {
    home = folder.resolve("a spark");
    // each tells how it was called, one argument a line
    script("a spark/bin/spark-submit", "printf '%s\\n' \"$@\"");
    script("a spark/bin/spark-class", "printf '%s\\n' \"$SPARK_WORKER_OPTS\" \"$@\"");
    Files.writeString(folder.resolve("tombola.jar"), "");
    environment.put("SPARK_HOME", home.toString());
    environment.put("TOMBOLA_JAR", folder.resolve("tombola.jar").toString());
    environment.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
  }

  private void script(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void gpus(String... lines) throws IOException {
    script("bin/nvidia-smi", "printf '%s\\n' " + String.join(" ", lines));
  }

  private Said run(String... command) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    String[] whole = command.clone();
    whole[0] = DEPLOY.resolve(command[0]).toString();
    ProcessBuilder builder =
        new ProcessBuilder(whole).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("CUDA.*|NVIDIA.*|SPARK.*"));
    builder.environment().putAll(environment);
    int exit = builder.start().waitFor();
    return new Said(
        exit,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void discoveryTellsEveryGpuInSparksWords() throws Exception {
    gpus("0", "1");
    assertThat(run("gpu-discovery").out())
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}\n");
  }

  @Test
  void discoveryTellsOnlyWhatIsVisible() throws Exception {
    gpus("0", "1", "2", "3");
    environment.put("CUDA_VISIBLE_DEVICES", "2,GPU-8f1c");
    assertThat(run("gpu-discovery").out())
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"2\", \"GPU-8f1c\"]}\n");
  }

  @Test
  void discoveryWithoutGpusFailsPlainly() throws Exception {
    // the machine this runs on may have a driver
    environment.put("CUDA_VISIBLE_DEVICES", "");
    assertThat(run("gpu-discovery"))
        .isEqualTo(
            new Said(
                1, "", "Cannot find GPUs: CUDA_VISIBLE_DEVICES is \"\", which hides all GPUs\n"));
    environment.remove("CUDA_VISIBLE_DEVICES");
    script("bin/nvidia-smi", "echo 'No devices were found'; exit 6");
    assertThat(run("gpu-discovery"))
        .isEqualTo(new Said(1, "", "Cannot find GPUs: nvidia-smi says: No devices were found\n"));
    script("bin/nvidia-smi", "echo 'No devices were found'");
    assertThat(run("gpu-discovery"))
        .isEqualTo(
            new Said(1, "", "Cannot find GPUs: \"No devices were found\" is not a device\n"));
  }

  @Test
  void aWorkerOffersTheGpusOfItsHost() throws Exception {
    gpus("0", "1", "2");
    Said said = run("standalone/worker", "spark://h:7077", "--host", "w");
    assertThat(said.lines().get(0))
        .contains("-Dspark.worker.resource.gpu.amount=3 ")
        .contains("'-Dspark.worker.resource.gpu.discoveryScript=" + DEPLOY + "/gpu-discovery'");
    assertThat(said.lines().subList(1, 5))
        .containsExactly("org.apache.spark.deploy.worker.Worker", "spark://h:7077", "--host", "w");
  }

  @Test
  void aWorkerForOneGpuOffersThatOne() throws Exception {
    gpus("0", "1", "2");
    environment.put("CUDA_VISIBLE_DEVICES", "2");
    Said said = run("standalone/worker", "spark://h:7077");
    assertThat(said.lines().get(0)).contains("-Dspark.worker.resource.gpu.amount=1 ");
    assertThat(said.err()).contains("\"addresses\": [\"2\"]");
  }

  @Test
  void submitNamesMasterSettingsJarAndArguments() throws Exception {
    List<String> command =
        run("standalone/submit", "spark://h:7077", "run", "my sweep.yaml", "--slots", "8").lines();
    assertThat(command)
        .containsSequence("--master", "spark://h:7077")
        .containsSequence("--properties-file", DEPLOY + "/standalone/spark-defaults.conf")
        .endsWith(environment.get("TOMBOLA_JAR"), "run", "my sweep.yaml", "--slots", "8");
  }

  @Test
  void submitToYarnSendsTheDiscoveryScriptAlong() throws Exception {
    environment.put("HADOOP_CONF_DIR", "/etc/hadoop");
    environment.put("SUBMIT_OPTIONS", "--queue gpus --num-executors 8");
    environment.put("FILES", "my.yaml");
    assertThat(run("yarn/submit", "doctor").lines())
        .containsSequence("--master", "yarn", "--deploy-mode", "client")
        .containsSequence("--files", DEPLOY + "/gpu-discovery,my.yaml")
        .containsSequence("--queue", "gpus", "--num-executors", "8")
        .endsWith(environment.get("TOMBOLA_JAR"), "doctor");
  }

  @Test
  void submitToKubernetesRunsTheDriverInAPod() throws Exception {
    environment.put("TOMBOLA_IMAGE", "registry/tombola:7");
    assertThat(run("kubernetes/submit", "k8s://https://h:6443", "doctor").lines())
        .containsSequence("--master", "k8s://https://h:6443", "--deploy-mode", "cluster")
        .contains("spark.kubernetes.container.image=registry/tombola:7")
        .contains(
            "spark.kubernetes.executor.podTemplateFile=" + DEPLOY + "/kubernetes/executor-pod.yaml")
        .endsWith("local:///opt/tombola/tombola.jar", "doctor");
  }

  /** The launcher where it needs no building, with a Java that tells how it was called. */
  private Path installed() throws IOException {
    Path installed = folder.resolve("installed");
    Files.createDirectories(installed.resolve("target/kernel"));
    Files.createFile(installed.resolve("target/tombola.jar"));
    Files.createDirectories(home.resolve("jars"));
    Files.copy(
        DEPLOY.resolve("tombola"),
        installed.resolve("tombola"),
        StandardCopyOption.COPY_ATTRIBUTES);
    script("a java/bin/java", "printf '%s\\n' \"$@\"");
    environment.put("JAVA_HOME", folder.resolve("a java").toString());
    return installed.toRealPath();
  }

  @Test
  void theLauncherAddsWhatTheUserNamesBehindItsOwn() throws Exception {
    Path installed = installed();
    String own = home + "/jars/*:" + installed + "/target/tombola.jar";
    assertThat(run(installed + "/tombola", "gap", "out").lines())
        .containsSequence("-cp", own, "org.tombola.spark.Tombola", "gap", "out");
    environment.put("TOMBOLA_CLASSPATH", "/opt/s 3/*");
    assertThat(run(installed + "/tombola", "gap", "out").lines())
        .containsSequence("-cp", own + ":/opt/s 3/*", "org.tombola.spark.Tombola");
  }

  @Test
  void aJavaThatSparkDoesNotRunOnIsRefused() throws Exception {
    Path installed = installed();
    for (String version : List.of("11.0.2", "1.8.0_402", "23", "25.0.3")) {
      Files.writeString(folder.resolve("a java/release"), "JAVA_VERSION=\"" + version + "\"\n");
      Said said = run(installed + "/tombola", "gap", "out");
      assertThat(said.exit()).isEqualTo(2);
      assertThat(said.err())
          .startsWith("Cannot start Tombola: ")
          .endsWith(
              " is Java %s, but Spark runs on Java 17 to 22; set JAVA_HOME to one of these\n"
                  .formatted(version));
      assertThat(said.out()).isEmpty();
    }
    Files.writeString(folder.resolve("a java/release"), "JAVA_VERSION=\"21.0.7\"\n");
    assertThat(run(installed + "/tombola", "gap", "out").exit()).isZero();
    // one without that file tells it itself
    Files.delete(folder.resolve("a java/release"));
    script("a java/bin/java", "echo 'openjdk version \"24-ea\" 2025' >&2");
    assertThat(run(installed + "/tombola", "gap", "out").err()).contains("is Java 24-ea, ");
  }

  @Test
  void aHeapThatCannotBeIsRefused() throws Exception {
    Path installed = installed();
    for (String heap : List.of("abc", "-1g", "4 g", "4t", "511m", "100", "900000g")) {
      environment.put("TOMBOLA_HEAP", heap);
      Said said = run(installed + "/tombola", "gap", "out");
      assertThat(said.exit()).as(heap).isEqualTo(2);
      assertThat(said.err()).startsWith("Cannot start Tombola: TOMBOLA_HEAP is ").contains(heap);
    }
    for (String heap : List.of("512m", "524288k", "1G")) {
      environment.put("TOMBOLA_HEAP", heap);
      assertThat(run(installed + "/tombola", "gap", "out").lines()).contains("-Xmx" + heap);
    }
  }

  @Test
  void temporaryFilesAndNativeCodeGoWhereTheUserSays() throws Exception {
    Path installed = installed();
    environment.put("TOMBOLA_TMP", folder.resolve("my tmp").toString());
    String named = folder.toRealPath().resolve("my tmp").toString();
    assertThat(run(installed + "/tombola", "gap", "out").lines())
        .contains(
            "-Djava.io.tmpdir=" + named,
            "-Dorg.bytedeco.javacpp.cachedir=" + named + "/javacpp",
            "-Djna.tmpdir=" + named);
    environment.put("TOMBOLA_TMP", installed + "/tombola/below");
    assertThat(run(installed + "/tombola", "gap", "out").err())
        .endsWith("below, which is not a writable folder\n");
  }

  @Test
  void lettersInPathsArriveWhateverTheLocale() throws Exception {
    Path installed = installed();
    script("a java/bin/java", "printf '%s\\n' \"$LC_ALL\"");
    for (String locale : List.of("C", "POSIX", "C.UTF-8")) {
      environment.put("LC_ALL", locale);
      assertThat(run(installed + "/tombola", "gap", "out").out()).isEqualTo("C.UTF-8\n");
    }
  }

  @Test
  void aBuildThatWasKilledIsMadeAgain() throws Exception {
    Path installed = installed();
    Files.createFile(installed.resolve("target/.unfinished"));
    script("bin/mvn", ":");
    Said built = run(installed + "/tombola", "gap", "out");
    assertThat(built.err()).contains("Built.");
    assertThat(built.lines()).endsWith("gap", "out");
    assertThat(installed.resolve("target/.unfinished")).doesNotExist();
    assertThat(run(installed + "/tombola", "gap", "out").err()).isEmpty();
    script("bin/mvn", "exit 1");
    Files.createFile(installed.resolve("target/.unfinished"));
    assertThat(run(installed + "/tombola", "gap", "out").err())
        .contains("Cannot start Tombola: the build failed");
    assertThat(installed.resolve("target/.unfinished")).exists();
  }

  @Test
  void jupyterGetsAKernelThatTheLauncherStarts() throws Exception {
    Path installed = installed();
    Path kernel = installed.resolve("target/kernel");
    Files.createFile(kernel.resolve("rapaio-jupyter-kernel.jar"));
    environment.put("JUPYTER_PATH", "");
    script("a java/bin/javac", ":");
    script("bin/jupyter", "printf '%s\\n' \"$JUPYTER_PATH\" \"$@\"");
    assertThat(run(installed + "/tombola", "notebook").lines())
        .containsExactly(
            kernel.toString(), "notebook", installed.getParent() + "/sweeps/notebooks");
    assertThat(run(installed + "/tombola", "notebook", "nbconvert", "my notebook").lines())
        .containsExactly(kernel.toString(), "nbconvert", "my notebook");
    assertThat(kernel.resolve("kernels/tombola-java/kernel.json"))
        .content()
        .contains("[\"" + installed + "/tombola\", \"kernel\", \"{connection_file}\"]");
    assertThat(run(installed + "/tombola", "kernel", "connection.json").lines())
        .containsSequence(
            "-cp",
            home
                + "/jars/*:"
                + installed
                + "/target/tombola.jar:"
                + kernel
                + "/rapaio-jupyter-kernel.jar:"
                + kernel,
            "Kernel",
            "connection.json");
  }

  @Test
  void whatIsMissingIsToldPlainly() throws Exception {
    for (String script : Arrays.asList("standalone/submit", "standalone/worker")) {
      assertThat(run(script))
          .satisfies(
              said -> {
                assertThat(said.exit()).isEqualTo(2);
                assertThat(said.err())
                    .matches("Cannot (submit|start a worker): name the master .*\n");
              });
    }
    assertThat(run("kubernetes/submit", "https://h:6443", "doctor").err())
        .startsWith("Cannot submit: name the API server and a command");
    assertThat(run("yarn/submit", "doctor").err())
        .startsWith("Cannot submit: neither HADOOP_CONF_DIR nor YARN_CONF_DIR ");
    environment.put("TOMBOLA_JAR", "/none.jar");
    assertThat(run("standalone/submit", "spark://h:7077", "doctor").err())
        .startsWith("Cannot submit: there is no /none.jar; build it with mvn package");
    environment.put("SPARK_HOME", "/none");
    assertThat(run("standalone/worker", "spark://h:7077").err())
        .startsWith("Cannot start a worker: SPARK_HOME is \"/none\"");
  }
}
