package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.package$;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings files in deploy say what their comments promise. */
class ClusterFilesTest {
  private static Map<String, String> settings(String file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("..", "deploy", file))) {
      properties.load(reader);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, name -> properties.getProperty(name).strip()));
  }

  private static SparkConf conf(String file) throws IOException {
    return Session.conf("made", "spark://127.0.0.1:7077", new Slots(1, 1), settings(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "standalone/spark-defaults.conf",
        "yarn/spark-defaults.conf",
        "kubernetes/spark-defaults.conf"
      })
  void processorsHaveFiveGibibytesAndTwoThreads(String file) throws IOException {
    SparkConf conf = conf(file);
    Memory memory = Memory.of(conf);
    assertThat(memory.limit()).isEqualTo(5L << 30);
    assertThat(memory.resident()).isEqualTo((9L << 30) / 2);
    assertThat(conf.get("spark.executor.cores")).isEqualTo("2");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("2");
    assertThat(conf.contains("spark.executor.resource.gpu.amount")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "standalone/spark-defaults-gpu.conf",
        "yarn/spark-defaults-gpu.conf",
        "kubernetes/spark-defaults-gpu.conf"
      })
  void gpusAreOneAnExecutorWithEightGibibytesOfTheHost(String file) throws IOException {
    SparkConf conf = conf(file);
    assertThat(Memory.of(conf).limit()).isEqualTo(8L << 30);
    assertThat(conf.get("spark.executor.resource.gpu.amount")).isEqualTo("1");
    assertThat(conf.get("spark.task.resource.gpu.amount")).isEqualTo("1");
    assertThat(conf.get("spark.executor.cores")).isEqualTo(conf.get("spark.task.cpus"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "standalone/spark-defaults.conf",
        "standalone/spark-defaults-gpu.conf",
        "yarn/spark-defaults.conf",
        "yarn/spark-defaults-gpu.conf",
        "kubernetes/spark-defaults.conf",
        "kubernetes/spark-defaults-gpu.conf"
      })
  void everyNameIsOneOfSparks(String file) throws IOException {
    assertThat(package$.MODULE$.EXECUTOR_CORES().key()).isEqualTo("spark.executor.cores");
    assertThat(settings(file).keySet())
        .allMatch(
            name ->
                ConfigEntry.findEntry(name) != null
                    || name.matches(
                        "spark\\.(executor|task)\\.resource\\.gpu\\.(amount|vendor|discoveryScript)")
                    // known to modules that are not here
                    || name.startsWith("spark.kubernetes."));
  }
}
