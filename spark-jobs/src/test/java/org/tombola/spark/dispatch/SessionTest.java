package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.method.FileTrouble;

class SessionTest {
  private static final String CLUSTER = "spark://127.0.0.1:7077";
  private static final Slots TWO_THREADS = new Slots(1, 2);

  @TempDir Path folder;

  private static SparkConf onCluster(String... settings) {
    return conf(CLUSTER, settings);
  }

  private static SparkConf conf(String master, String... settings) {
    Map<String, String> map = new java.util.LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return Session.conf("made", master, TWO_THREADS, map);
  }

  @Test
  void aFailedTaskIsNotTriedAgainBySparkAndAKilledOneIsWatched() {
    for (SparkConf conf : new SparkConf[] {onCluster(), conf("local[2]")}) {
      assertThat(conf.get("spark.task.maxFailures")).isEqualTo("1");
      assertThat(conf.get("spark.speculation")).isEqualTo("false");
      assertThat(conf.get("spark.task.reaper.enabled")).isEqualTo("true");
      assertThat(conf.get("spark.task.reaper.killTimeout")).isEqualTo("60s");
      assertThat(conf.get("spark.kryo.registrationRequired")).isEqualTo("true");
    }
  }

  @Test
  void anExecutorIsMadeForOneStage() {
    SparkConf conf = onCluster();
    assertThat(conf.get("spark.task.cpus")).isEqualTo("2");
    assertThat(conf.get("spark.executor.cores")).isEqualTo("2");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("2");
  }

  @Test
  void whatTheUserSetsStands() {
    SparkConf conf =
        onCluster(
            "spark.task.cpus", "3",
            "spark.speculation", "true",
            "spark.executor.extraJavaOptions", "-Dorg.bytedeco.javacpp.maxbytes=7",
            "spark.app.name", "mine");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("3");
    assertThat(conf.get("spark.speculation")).isEqualTo("true");
    assertThat(conf.get("spark.app.name")).isEqualTo("mine");
    // of an option given twice Java takes the last
    assertThat(conf.get("spark.executor.extraJavaOptions"))
        .startsWith("-Dorg.bytedeco.javacpp.cachedir=javacpp ")
        .endsWith(" -Dorg.bytedeco.javacpp.maxbytes=7");
  }

  @Test
  void whatSparkSubmitSetStandsAndConfStandsOverIt() {
    System.setProperty("spark.task.reaper.killTimeout", "5s");
    System.setProperty("spark.master", CLUSTER);
    try {
      assertThat(Session.conf("made", null, TWO_THREADS, Map.of()).get("spark.master"))
          .isEqualTo(CLUSTER);
      assertThat(Session.alone(null)).isFalse();
      assertThat(onCluster().get("spark.task.reaper.killTimeout")).isEqualTo("5s");
      assertThat(
              onCluster("spark.task.reaper.killTimeout", "9s").get("spark.task.reaper.killTimeout"))
          .isEqualTo("9s");
    } finally {
      System.clearProperty("spark.task.reaper.killTimeout");
      System.clearProperty("spark.master");
    }
    assertThat(Session.alone(null)).isTrue();
  }

  @Test
  void aGpuForTheExecutorIsOneForTheStage() {
    assertThat(
            onCluster("spark.executor.resource.gpu.amount", "1")
                .get("spark.task.resource.gpu.amount"))
        .isEqualTo("1");
  }

  @Test
  void severalGpusForOneExecutorAreRefused() {
    assertThatThrownBy(() -> onCluster("spark.executor.resource.gpu.amount", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run with spark.executor.resource.gpu.amount=2: it must be 1, since each"
                + " executor has one GPU; start more executors for more GPUs");
    assertThatThrownBy(
            () ->
                onCluster(
                    "spark.executor.resource.gpu.amount", "1",
                    "spark.task.resource.gpu.amount", "0.5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot run with spark.task.resource.gpu.amount=0.5: ");
  }

  @Test
  void gpusOnThisMachineAloneAreRefusedForSparkWouldWaitForEver() {
    assertThatThrownBy(() -> conf("local[2]", "spark.task.resource.gpu.amount", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run with spark.task.resource.gpu.amount on this machine only (local[2]):"
                + " Spark's local mode has none to give and would wait forever; omit it, or name a"
                + " cluster with --master");
    assertThat(
            conf("local-cluster[2,1,1024]", "spark.executor.resource.gpu.amount", "1")
                .get("spark.task.resource.gpu.amount"))
        .isEqualTo("1");
  }

  @Test
  void aSettingThatIsNotSparksIsRefused() {
    assertThatThrownBy(() -> onCluster("executor.memory", "2g"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot set executor.memory: Spark settings begin with spark.");
  }

  @Test
  void javaRefusesMemoryBeforeTheClusterKills() {
    assertThat(
            onCluster("spark.executor.memory", "2g", "spark.executor.memoryOverhead", "4g")
                .get("spark.executor.extraJavaOptions"))
        .contains("-Dorg.bytedeco.javacpp.maxbytes=" + 3712L * (1 << 20))
        .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=5798205850");
    Memory memory = Memory.of(onCluster("spark.executor.memoryOverhead", "1024"));
    assertThat(memory).isEqualTo(new Memory(1L << 30, 1L << 30));
    assertThat(memory.resident()).isLessThan(memory.limit());
    assertThat(memory.heap() + memory.natives()).isLessThan(memory.limit());
  }

  @Test
  void overheadAsAShareOfTheHeapIsKept() {
    SparkConf conf =
        onCluster("spark.executor.memory", "4g", "spark.executor.memoryOverheadFactor", "0.5");
    assertThat(Memory.of(conf)).isEqualTo(new Memory(4L << 30, 2L << 30));
  }

  @Test
  void tooLittleMemoryBesideTheHeapIsRefused() {
    assertThatThrownBy(() -> onCluster("spark.executor.memoryOverhead", "384m"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot run with spark.executor.memoryOverhead=384m: arrays outside Java's heap need at"
                + " least 512m");
  }

  @Test
  void theEventLogIsMadeWhereItIsMissing() {
    Path events = folder.resolve("a folder").resolve("_spark-events");
    SparkConf conf = onCluster();
    EventLog.into(events.toString(), conf);
    assertThat(events).isDirectory();
    assertThat(conf.get("spark.eventLog.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.eventLog.dir"))
        .startsWith("file:/")
        .endsWith("/a%20folder/_spark-events");
  }

  @Test
  void anEventLogOfTheUsersOwnStands() {
    SparkConf conf = onCluster("spark.eventLog.enabled", "false");
    EventLog.into(folder.resolve("events").toString(), conf);
    assertThat(conf.get("spark.eventLog.enabled")).isEqualTo("false");
    assertThat(folder.resolve("events")).doesNotExist();
  }

  @Test
  void anEventLogThatCannotBeMadeIsToldPlainly() throws java.io.IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> EventLog.into(file.resolve("events").toString(), onCluster()))
        .isInstanceOf(FileTrouble.class)
        .hasMessageStartingWith("Cannot write Spark's event log to " + file + "/events: ");
  }

  @Test
  void theNativeCodeOfAnExecutorIsRemovedWithIt() throws java.io.IOException {
    Path own = Files.createDirectories(folder.resolve("javacpp/nd4j"));
    Files.writeString(own.resolve("libnd4jcpu.so"), "");
    Natives.remove(folder.resolve("javacpp"));
    assertThat(folder).isEmptyDirectory();
  }
}
