package org.tombola.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.cli.Rehearsal;

/** Who runs what, where and how often: a sweep whose trials share a pretraining. */
@Tag("cluster")
@ExtendWith(OnCluster.class)
class GpuTest {
  /** Of a seed: one pretraining that three trials share, a training and an evaluation of each. */
  private static final int STAGES = 2 * (1 + 3 + 3);

  private static final int TRIALS = 2 * 3;

  /** Looks at every executor before anything is spent. */
  private static final int CHECKS = 1;

  @TempDir static Path folder;
  private static List<String> command;
  private static List<Faults.Entry> journal;

  @BeforeAll
  static void run(Cluster cluster) {
    Path file =
        Tiny.file(
            folder,
            1,
            "ticket: [{one-shot-magnitude: {sparsity: 0.5}},"
                + " {one-shot-magnitude: {sparsity: 0.8}}, {one-shot-magnitude: {sparsity: 0.9}}]",
            "seed: [1, 2]");
    command =
        List.of("run", file + "", "--out", folder.resolve("out") + "", "--master", cluster.url());
    driver(cluster, "gpus").succeeds(Duration.ofSeconds(360));
    journal = Faults.read(folder.resolve("journal"));
  }

  private static Driver driver(Cluster cluster, String name) {
    Map<String, String> properties =
        new HashMap<>(Faults.properties(folder.resolve("journal"), ""));
    properties.put(Jobs.FILE, folder.resolve("jobs").toString());
    return Driver.start(
        cluster,
        name,
        Rehearsal.class.getName(),
        command,
        Map.of("spark.extraListeners", Jobs.class.getName()),
        properties);
  }

  @Test
  void everyRunningStageHoldsAGpuOfItsOwn() {
    Map<String, String> holders = new TreeMap<>();
    int most = 0;
    for (Faults.Entry entry : journal) {
      if (entry.what().equals("start")) {
        assertThat(holders).as(entry.toString()).doesNotContainKey(entry.gpu());
        holders.put(entry.gpu(), entry.stage());
        assertThat(holders.keySet()).isSubsetOf("0", "1", "2", "3");
      } else {
        assertThat(holders.remove(entry.gpu())).isEqualTo(entry.stage());
      }
      most = Math.max(most, holders.size());
    }
    assertThat(most).as("stages at once").isEqualTo(Cluster.GPUS);
  }

  @Test
  void anExecutorKeepsItsGpu() {
    Map<Long, String> gpus = new HashMap<>();
    journal.forEach(
        entry ->
            assertThat(gpus.computeIfAbsent(entry.pid(), pid -> entry.gpu()))
                .isEqualTo(entry.gpu()));
    assertThat(gpus.values()).containsExactlyInAnyOrder("0", "1", "2", "3");
  }

  @Test
  void eachSharedStageIsOneJobAndEachTrialAnother() throws IOException {
    List<String> jobs = Jobs.read(folder.resolve("jobs"));
    assertThat(jobs).doesNotHaveDuplicates().hasSize(CHECKS + STAGES + TRIALS);
    assertThat(journal.stream().filter(entry -> entry.what().equals("start")))
        .extracting(Faults.Entry::stage)
        .doesNotHaveDuplicates()
        .hasSize(STAGES);
  }

  @Test
  void aFinishedSweepDoesNotEvenAskForExecutors(Cluster cluster) throws IOException {
    List<String> jobs = Jobs.read(folder.resolve("jobs"));
    int applications = cluster.applications();
    driver(cluster, "finished").succeeds(Duration.ofSeconds(240));
    assertThat(Jobs.read(folder.resolve("jobs"))).isEqualTo(jobs);
    assertThat(cluster.applications()).isEqualTo(applications);
  }
}
